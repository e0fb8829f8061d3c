import { Failure } from '../../lib/failure.ts';

/** Why nothing can be done with what runs of an app. */
export function nothingLive(app: string): Failure {
  return new Failure('nothing_live', `${app} has no live release yet.`, {
    hint: 'Deploy it first: git push rack main',
  });
}
