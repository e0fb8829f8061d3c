import type { Step } from '../plan.ts';
import { parseToml } from '../toml.ts';
import { Dependencies, lockedNames } from './dependencies.ts';
import type { Packages, Project } from './project.ts';
import { CACHES, COMPILE, call, MAKE_VENV, setUp, VENV } from './tools.ts';

/** uv, by its lockfile, which must fit to pyproject.toml. */
export async function uv({ tree, files, pyproject }: Project): Promise<Packages> {
  const locked = lockedNames(parseToml((await tree.read('uv.lock')) ?? '', 'uv.lock'));
  const all = installation(pyproject?.readsSources ? [SYNC] : [`${SYNC} --no-install-project`, SYNC], {
    manifests: ['pyproject.toml', 'uv.lock', 'uv.toml'].filter((file) => files.has(file)),
    readsSources: pyproject?.readsSources ?? false,
    isPackage: pyproject?.isPackage ?? false,
  });
  return { steps: all, notes: [], dependencies: new Dependencies([...(pyproject?.dependencies ?? []), ...locked]) };
}

/** uv, for a pyproject.toml that says in the standard's own words (PEP 621) what it needs, and has no lockfile. */
export async function uvWithoutLock({ pyproject }: Project): Promise<Packages | undefined> {
  const { dependencies, isPackage, readsSources } = pyproject!;
  if (dependencies.length === 0 && !isPackage && !readsSources) return undefined;
  const into = call('uv', `pip install --python ${VENV} --link-mode copy`);
  return {
    steps: installation([`${into} -r pyproject.toml`, `${into} --no-deps --editable .`], {
      manifests: ['pyproject.toml'],
      readsSources,
      isPackage,
    }),
    notes: ['There is no lockfile, so each build may get other versions: uv lock makes one.'],
    dependencies: new Dependencies(dependencies),
  };
}

// Private

const SYNC = call('uv', 'sync --locked --no-default-groups --no-python-downloads --link-mode copy --python python3');

interface Reads {
  manifests: readonly string[];
  readsSources: boolean;
  isPackage: boolean;
}

/** uv notes when it has installed what lies in the tree; without that note the same sources are the same layer. */
const FORGET_TIMES = `find ${VENV} -name uv_cache.json -delete -o -path '*.dist-info/RECORD' -exec sed -i /uv_cache.json/d {} +`;

/** The packages first, by the manifests alone; then the project itself, which is a link to its sources. */
function installation([packages, project]: readonly string[], { manifests, readsSources, isPackage }: Reads): Step[] {
  const needs = readsSources ? 'everything' : manifests;
  const run = readsSources ? [packages!, FORGET_TIMES] : [packages!];
  const first: Step = { needs, run: [MAKE_VENV, ...run, COMPILE], caches: CACHES };
  const then: Step = { needs: 'everything', run: [project!, FORGET_TIMES], caches: CACHES };
  return [setUp('uv'), first, ...(isPackage && project !== undefined ? [then] : [])];
}
