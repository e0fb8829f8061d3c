import { HOME } from '../dockerfile.ts';
import type { Plan, Step } from '../plan.ts';
import { type ComposerJson, requiredPackages } from './composer.ts';

type Packages = Pick<Plan, 'steps' | 'kept' | 'result' | 'ignored' | 'path' | 'notes'>;

/** How Composer installs an app's packages, and what of them is in its image. */
export function composerInstall(files: ReadonlySet<string>, manifest: ComposerJson): Packages {
  const vendor = manifest.config?.['vendor-dir']?.replace(/\/+$/, '') ?? 'vendor';
  const path = [manifest.config?.['bin-dir'] ?? `${vendor}/bin`];
  const needed = requiredPackages(manifest);
  if (needed.length === 0 && !manifest.autoload && !manifest.scripts)
    return { steps: [], kept: [], result: 'tree', ignored: [], path, notes: [] };
  const isFetchedFirst = needed.length > 0 && !readsSources(manifest);
  return {
    steps: [...(isFetchedFirst ? [fetching(files)] : []), finishing(manifest)],
    kept: [vendor],
    result: 'build',
    ignored: [vendor],
    path,
    notes: needed.length > 0 && !files.has('composer.lock') ? [UNLOCKED] : [],
  };
}

// Private

const INSTALL = 'composer install --no-dev --no-interaction --no-progress --prefer-dist';
const CACHES = [`${HOME}/.cache/composer`];
const UNLOCKED = 'There is no composer.lock, so each build may get other versions: commit it.';

/** Files that Composer reads before it looks at any source. */
const MANIFESTS = ['composer.json', 'composer.lock', 'symfony.lock', 'auth.json'];

/** Packages alone, so that a change of the code does not fetch them again. */
function fetching(files: ReadonlySet<string>): Step {
  const needs = MANIFESTS.filter((file) => files.has(file));
  return { needs, run: [`${INSTALL} --no-scripts --no-autoloader`], caches: CACHES };
}

/** The list of classes and the app's own scripts, which look at the code. `compile` is what Heroku runs as well. */
function finishing({ scripts }: ComposerJson): Step {
  const compile = scripts?.compile ? ['composer run-script --no-dev --no-interaction compile'] : [];
  return { needs: 'everything', run: [`${INSTALL} --optimize-autoloader`, ...compile], caches: CACHES };
}

/** Packages that lie in the repository itself. */
function readsSources({ repositories }: ComposerJson): boolean {
  const all = Object.values(Object(repositories)) as { type?: string }[];
  return all.some((repository) => ['path', 'artifact'].includes(repository?.type ?? ''));
}
