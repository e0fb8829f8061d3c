import { HOME } from '../dockerfile.ts';
import type { Plan, Step } from '../plan.ts';
import type { Gemfile } from './gemfile.ts';

/** Where gems lie: beside those of the stack, which Bundler takes when they are the ones it looks for. */
const GEMS = `${HOME}/gems`;
const CACHE = `${HOME}/.bundle-cache`;

/** How Bundler installs an app's gems. Its settings are variables, as those in a .bundle/config are some developer's own. */
export function bundlerInstall(
  files: ReadonlySet<string>,
  { isLocked, readsSources }: Gemfile,
): Pick<Plan, 'kept' | 'env' | 'path' | 'notes'> & { step: Step } {
  const needs = MANIFESTS.filter((file) => files.has(file));
  return {
    step: { needs: readsSources ? 'everything' : needs, run: [INSTALL], caches: [CACHE] },
    kept: [GEMS],
    env: { ...ENV, ...(isLocked && { BUNDLE_FROZEN: 'true' }) },
    path: [`${GEMS}/bin`],
    notes: isLocked ? [] : ['There is no Gemfile.lock, so each build may get other gems: commit it.'],
  };
}

// Private

/** Files that Bundler reads before any source. */
const MANIFESTS = ['Gemfile', 'Gemfile.lock', '.ruby-version', '.tool-versions'];

/** The folder is there even when all gems are the stack's. */
const INSTALL = `mkdir -p ${GEMS} && bundle install --jobs 4 --retry 3`;

const ENV = {
  GEM_HOME: GEMS,
  BUNDLE_APP_CONFIG: `${HOME}/.bundle`,
  BUNDLE_WITHOUT: 'development:test',
  BUNDLE_GLOBAL_GEM_CACHE: 'true',
  BUNDLE_USER_CACHE: CACHE,
};
