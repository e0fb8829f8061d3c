import { isTable, parseToml, type TomlTable, tableAt } from '../toml.ts';
import { Dependencies, pipfileNames } from './dependencies.ts';
import type { Packages, Project } from './project.ts';
import { CACHES, COMPILE, call, MAKE_VENV, setUp } from './tools.ts';

/** Pipenv, by its lockfile where there is one, which must fit to the Pipfile. */
export async function pipenv({ tree, files }: Project): Promise<Packages> {
  const pipfile = parseToml((await tree.read('Pipfile')) ?? '', 'Pipfile');
  const manifests = ['Pipfile', 'Pipfile.lock'].filter((file) => files.has(file));
  const isLocked = files.has('Pipfile.lock');
  const install = `PIPENV_VERBOSITY=-1 ${call('pipenv', isLocked ? 'install --deploy' : 'install --skip-lock')}`;
  return {
    steps: [
      setUp('pipenv'),
      { needs: hasPaths(pipfile) ? 'everything' : manifests, run: [MAKE_VENV, install, COMPILE], caches: CACHES },
    ],
    notes: isLocked ? [] : ['There is no lockfile, so each build may get other versions: commit Pipfile.lock.'],
    dependencies: new Dependencies(pipfileNames(pipfile)),
  };
}

// Private

/** Whether some package lies in the tree: `{ path = "." }`. */
function hasPaths(pipfile: TomlTable): boolean {
  return Object.values(tableAt(pipfile, 'packages')).some((value) => isTable(value) && value.path !== undefined);
}
