import { HOME } from '../dockerfile.ts';
import type { Step } from '../plan.ts';
import { parseToml } from '../toml.ts';
import { Dependencies, lockedNames } from './dependencies.ts';
import type { Packages, Project } from './project.ts';
import { CACHES, COMPILE, call, MAKE_VENV, pipInstall, setUp } from './tools.ts';

/**
 * Poetry, by its lockfile where there is one. Poetry says what is locked and pip installs it: Poetry's own installer asks a part of
 * PyPI that mirrors do not have.
 */
export async function poetry(project: Project): Promise<Packages> {
  const { tree, files, pyproject } = project;
  const lock = await tree.read('poetry.lock');
  const manifests = ['pyproject.toml', 'poetry.lock', 'poetry.toml'].filter((file) => files.has(file));
  const needs = pyproject?.readsSources ? 'everything' : manifests;
  const run = [...(lock === undefined ? [call('poetry', 'lock')] : []), MAKE_VENV, EXPORT, INSTALL, COMPILE];
  const itself: Step = { needs: 'everything', run: [ITSELF], caches: CACHES };
  const locked = lock === undefined ? [] : lockedNames(parseToml(lock, 'poetry.lock'));
  return {
    steps: [
      setUp('pip', 'poetry', 'poetry-plugin-export'),
      { needs, run, caches: CACHES },
      ...(isInstalled(project) ? [itself] : []),
    ],
    notes:
      lock === undefined ? ['There is no lockfile, so each build may get other versions: poetry lock makes one.'] : [],
    dependencies: new Dependencies([...(pyproject?.dependencies ?? []), ...locked]),
  };
}

// Private

const LOCKED = `${HOME}/locked.txt`;
const EXPORT = call('poetry', `export --only main --with-credentials --output ${LOCKED}`);
const INSTALL = pipInstall(`--no-deps -r ${LOCKED}`);
const ITSELF = `POETRY_VIRTUALENVS_IN_PROJECT=true ${call('poetry', 'install --only-root --no-interaction --no-ansi')}`;

/** Poetry refuses to install a project whose package it does not find; most apps have none. */
function isInstalled({ files, pyproject }: Project): boolean {
  const module = pyproject?.module;
  if (module === undefined || !pyproject?.isPackage) return false;
  return ['', 'src/'].some(
    (folder) => files.has(`${folder}${module}/__init__.py`) || files.has(`${folder}${module}.py`),
  );
}
