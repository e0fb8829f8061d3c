import { HOME } from './dockerfile.ts';
import { type PackageJson, parsePackageJson } from './node/package-json.ts';
import { packageManager } from './node/packages.ts';
import { nodePin } from './node/version.ts';
import type { Buildpack, Plan, Surroundings, Tree } from './plan.ts';

/** Node.js: a tree with a package.json at its top. */
export const node: Buildpack = {
  language: 'node',
  title: 'Node.js',
  detect: (files) => (files.has('package.json') ? 'package.json' : undefined),
  plan,
};

// Private

async function plan(tree: Tree, because: string, { env, resolve }: Surroundings): Promise<Plan> {
  const manifest = parsePackageJson((await tree.read('package.json')) ?? '');
  const files = new Set(await tree.files());
  const pin = await nodePin(tree, files, manifest, env);
  const packages = await packageManager(tree, files, manifest);
  const version = await resolve('node', pin);
  return {
    language: 'node',
    title: 'Node.js',
    because,
    runtimes: [{ name: 'node', title: 'Node.js', version, pin, at: 'build and run' }],
    packages: { build: [], run: [] },
    ...packages,
    dropped: [],
    env: { NODE_ENV: 'production', NPM_CONFIG_UPDATE_NOTIFIER: 'false' },
    path: ['node_modules/.bin', `${HOME}/.local/bin`],
    ignored: packages.kept,
    processes: startCommand(manifest, files),
  };
}

/** The web process of an app without a Procfile: scripts.start, else the usual main files. */
function startCommand({ scripts, main }: PackageJson, files: ReadonlySet<string>): Record<string, string> {
  const start = scripts?.start;
  if (start) return { web: runsAlone(start, scripts) ? start : 'npm start' };
  const file = [main, 'server.js', 'index.js', 'app.js'].find((each) => each !== undefined && files.has(each));
  return file === undefined ? {} : { web: `node ${file}` };
}

/** npm as the parent of a process eats its signals and 200 ms of its start; it is left out where nobody would notice. */
function runsAlone(start: string, scripts: Record<string, string>): boolean {
  return !scripts.prestart && !scripts.poststart && !/npm_|\n/.test(start);
}
