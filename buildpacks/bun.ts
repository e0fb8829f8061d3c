import { lockedBy, namedManager } from './node/lockfile.ts';
import { parsePackageJson } from './node/package-json.ts';
import { planOf } from './node/plan.ts';
import { readProject } from './node/project.ts';
import { callsBun, procfileCommands } from './node/runtimes.ts';
import type { Buildpack, Tree } from './plan.ts';

/** Bun: a tree with a package.json whose package manager is Bun, or that is started by it. */
export const bun: Buildpack = {
  language: 'bun',
  title: 'Bun',
  detect,
  plan: async (tree, because, { env, resolve }) => {
    const program = { command: 'bun', mains: MAINS };
    return planOf({ language: 'bun', title: 'Bun', program }, await readProject(tree, env), because, { resolve });
  },
};

// Private

const MAINS = ['server', 'index', 'app', 'src/server', 'src/index'].flatMap((name) => [`${name}.ts`, `${name}.tsx`, `${name}.js`]); // biome-ignore format: one glance

async function detect(files: ReadonlySet<string>, tree: Tree): Promise<string | undefined> {
  if (!files.has('package.json')) return undefined;
  const manifest = parsePackageJson((await tree.read('package.json')) ?? '');
  const named = namedManager(manifest);
  if (named) return named.name === 'bun' ? 'packageManager in package.json' : startedBy(manifest.scripts?.start);
  const locked = lockedBy(files);
  if (locked.length === 1 && locked[0] === 'bun') return files.has('bun.lock') ? 'bun.lock' : 'bun.lockb';
  return (await startedByProcfile(tree)) ?? startedBy(manifest.scripts?.start);
}

function startedBy(start: string | undefined): string | undefined {
  return start !== undefined && callsBun(start) ? 'the start script in package.json' : undefined;
}

async function startedByProcfile(tree: Tree): Promise<string | undefined> {
  return procfileCommands((await tree.read('Procfile')) ?? '').some(callsBun) ? 'Procfile' : undefined;
}
