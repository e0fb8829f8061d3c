import { Dependencies } from './dependencies.ts';
import type { Packages, Project } from './project.ts';
import { readRequirements } from './requirements.ts';
import { CACHES, COMPILE, MAKE_VENV, pipInstall, setUp } from './tools.ts';

/** pip, by requirements.txt; undefined when that asks for nothing. */
export async function pip({ tree }: Project): Promise<Packages | undefined> {
  const { files, dependencies, readsSources } = await readRequirements(tree, 'requirements.txt');
  if (dependencies.length === 0 && !readsSources) return undefined;
  return {
    steps: install(readsSources ? 'everything' : files, '-r requirements.txt'),
    notes: [],
    dependencies: new Dependencies(dependencies),
  };
}

/** pip, for a tree that is a package itself, and says no more than its setup.py. */
export function setupPy(): Packages {
  const note = 'There is no requirements.txt, so pip installs what setup.py asks for, anew with each change.';
  return { steps: install('everything', '--editable .'), notes: [note], dependencies: new Dependencies([]) };
}

// Private

function install(needs: Packages['steps'][number]['needs'], what: string): Packages['steps'] {
  return [setUp('pip'), { needs, run: [MAKE_VENV, pipInstall(what), COMPILE], caches: CACHES }];
}
