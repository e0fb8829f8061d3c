import { Failure } from '../../lib/failure.ts';
import { pip, setupPy } from './pip.ts';
import { pipenv } from './pipenv.ts';
import { poetry } from './poetry.ts';
import type { Packages, Project } from './project.ts';
import { uv, uvWithoutLock } from './uv.ts';

/** Installs by the files that the tree has; undefined when no file asks for packages. Throws when several tools claim it. */
export async function packagesOf(project: Project): Promise<Packages | undefined> {
  const { files, pyproject } = project;
  const found = MANAGERS.filter((manager) => manager.files.some((file) => files.has(file)));
  if (found.length > 1) throw ambiguous(found, files);
  if (found[0]) return noting(project, await found[0].install(project));
  if (files.has('pdm.lock')) throw noPdm();
  if (pyproject?.isPoetry) return poetry(project);
  if (pyproject?.isProject) return uvWithoutLock(project);
  return files.has('setup.py') ? setupPy() : undefined;
}

// Private

interface Manager {
  title: string;
  /** Each of them tells it. */
  files: readonly string[];
  install(project: Project): Promise<Packages | undefined>;
}

const MANAGERS: readonly Manager[] = [
  { title: 'pip', files: ['requirements.txt'], install: pip },
  { title: 'Pipenv', files: ['Pipfile.lock', 'Pipfile'], install: pipenv },
  { title: 'Poetry', files: ['poetry.lock'], install: poetry },
  { title: 'uv', files: ['uv.lock'], install: uv },
];

/** To pick one would install what the developer does not test with. */
function ambiguous(found: readonly Manager[], files: ReadonlySet<string>): Failure {
  const named = found.map(({ title, files: each }) => `${each.find((file) => files.has(file))} (${title})`);
  return new Failure('ambiguous_packages', `Several tools claim to install the packages: ${named.join(', ')}.`, {
    hint: 'Decide for one, delete the files of the others, commit and push again.',
  });
}

function noPdm(): Failure {
  return new Failure('unsupported_packages', 'pdm.lock (PDM) is here, and PDM is not supported.', {
    hint: 'Commit what it exports beside it (pdm export --prod -o requirements.txt), and push again: pip installs that.',
  });
}

function noting({ files }: Project, packages: Packages | undefined): Packages | undefined {
  if (!packages || !files.has('pdm.lock')) return packages;
  return { ...packages, notes: [...packages.notes, 'PDM is not supported: pdm.lock is not read.'] };
}
