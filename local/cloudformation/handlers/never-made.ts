import { type Handler, HandlerFailure } from './handler.ts';

/** A type that is known, so that templates may hold it behind conditions, and never made, for this reason. */
export const neverMade = (reason: string): Handler => ({
  unserved: reason,
  serves: [],
  attributes: [],
  replacedBy: ['*'],
  create: async () => {
    throw new HandlerFailure(reason, 'InvalidRequest');
  },
  delete: async () => {},
});
