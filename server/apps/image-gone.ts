import { Failure } from '../../lib/failure.ts';
import type { App } from '../model/app.ts';
import type { Release } from '../model/release.ts';

/** Said when a release cannot run any more, because the registry has let its image go. */
export function imageGone({ name }: Pick<App, 'name'>, { version, commit }: Release): Failure {
  const hint = commit ? `Build its commit again: ssh rack redeploy ${name} ${commit.slice(0, 7)} --build` : undefined;
  return new Failure('image_gone', `The image of v${version} is not in the registry any more.`, {
    ...(hint && { hint }),
  });
}
