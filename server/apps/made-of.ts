import { Failure } from '../../lib/failure.ts';
import { type Made, madeOf } from '../model/release.ts';
import type { Store } from '../store/store.ts';

/**
 * What a new release of an app is made of: what a build made, or a release has (`build` is the id of either); where none is
 * told, what the newest release that can run has; where it is empty, nothing.
 */
export function madeFor({ releases }: Pick<Store, 'releases'>, app: string, build: string | undefined): Made {
  const runnable = releases.list(app).filter(({ processes }) => Object.keys(processes).length > 0);
  const newest = runnable.find(({ state }) => state !== 'failed') ?? runnable[0];
  if (build === undefined) return newest ? madeOf(newest) : NOTHING;
  if (build === '') return NOTHING;
  const built = runnable.find((release) => release.build === build || release.id === build);
  if (built) return madeOf(built);
  throw new Failure('build_not_found', `No release of ${app} has the image of a build ${build}.`, {
    hint: `List the builds: ssh rack builds ${app}`,
  });
}

// Private

/** What a release has whose environment was set before anything was built. */
const NOTHING: Made = {
  commit: undefined,
  build: undefined,
  origin: { kind: 'commit' },
  image: '',
  processes: {},
  phases: {},
  timers: {},
  variables: {},
};
