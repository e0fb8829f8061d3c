import { type Handler, HandlerFailure, type HandlerTable } from './handler.ts';

const NO_DNS = 'there is no DNS on this machine. Leave the hosted zone empty.';

const dnsRecord: Handler = {
  unserved: NO_DNS,
  serves: [],
  attributes: [],
  replacedBy: ['*'],
  create: async () => {
    throw new HandlerFailure(NO_DNS, 'InvalidRequest');
  },
  delete: async () => {},
};

/** AWS::Route53::*: known, so that templates may hold them behind conditions, and never made. */
export const route53Handlers: HandlerTable = {
  'AWS::Route53::RecordSet': dnsRecord,
  'AWS::Route53::RecordSetGroup': dnsRecord,
};
