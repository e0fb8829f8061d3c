import { CONFIGS, readConfig } from './deno/config.ts';
import { denoPackages } from './deno/packages.ts';
import { denoStart } from './deno/start.ts';
import { denoPin } from './deno/version.ts';
import { lockedBy } from './node/lockfile.ts';
import { parsePackageJson } from './node/package-json.ts';
import type { Buildpack, Plan, Surroundings, Tree } from './plan.ts';

/** Deno: a tree with its configuration or lockfile, unless a lockfile says that another package manager is at work. */
export const deno: Buildpack = { language: 'deno', title: 'Deno', detect, plan };

// Private

function detect(files: ReadonlySet<string>): string | undefined {
  const config = CONFIGS.find((file) => files.has(file));
  if (files.has('deno.lock')) return config ?? 'deno.lock';
  return lockedBy(files).length > 0 ? undefined : config;
}

async function plan(tree: Tree, because: string, { env, resolve }: Surroundings): Promise<Plan> {
  const files = new Set(await tree.files());
  const config = await readConfig(tree, files);
  const manifest = parsePackageJson((await tree.read('package.json')) ?? '{}');
  const pin = await denoPin(tree, manifest, env);
  const tasks = { ...manifest.scripts, ...config.tasks };
  const start = await denoStart(tree, files, tasks);
  const { notes, ...packages } = denoPackages(files, config, { entry: start.entry, builds: tasks.build !== undefined });
  return {
    language: 'deno',
    title: 'Deno',
    because,
    runtimes: [{ name: 'deno', title: 'Deno', version: await resolve('deno', pin), pin, at: 'build and run' }],
    packages: { build: [], run: [] },
    ...packages,
    dropped: [],
    path: ['node_modules/.bin'],
    ignored: ['node_modules', '**/node_modules'],
    processes: start.processes,
    notes: [...notes, ...start.notes],
  };
}
