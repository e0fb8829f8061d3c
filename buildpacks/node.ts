import { packageManager } from './node-packages.ts';
import { nodePin } from './node-version.ts';
import { type PackageJson, parsePackageJson } from './package-json.ts';
import type { Plan, ResolveVersion, Tree } from './plan.ts';

/** The Node.js buildpack: how a tree with a package.json at its root becomes an image; undefined for other trees. */
export async function planNode(
  tree: Tree,
  env: Readonly<Record<string, string>>,
  resolve: ResolveVersion,
): Promise<Plan | undefined> {
  const text = await tree.read('package.json');
  if (text === undefined) return undefined;
  const manifest = parsePackageJson(text);
  const files = new Set(await tree.files());
  const pin = await nodePin(tree, files, manifest, env);
  const packages = await packageManager(tree, files, manifest);
  return {
    language: 'node',
    title: 'Node.js',
    because: 'package.json',
    version: await resolve(pin.wanted),
    pin,
    ...packages,
    processes: startCommand(manifest, files),
  };
}

// Private

/** The web process of an app without a Procfile: scripts.start, else the usual main files. */
function startCommand({ scripts, main }: PackageJson, files: Set<string>): Record<string, string> {
  const start = scripts?.start;
  if (start) return { web: runsAlone(start, scripts) ? start : 'npm start' };
  const file = [main, 'server.js', 'index.js', 'app.js'].find((each) => each !== undefined && files.has(each));
  return file === undefined ? {} : { web: `node ${file}` };
}

/** npm as the parent of a process eats its signals and 200 ms of its start; it is left out where nobody would notice. */
function runsAlone(start: string, scripts: Record<string, string>): boolean {
  return !scripts.prestart && !scripts.poststart && !/npm_|\n/.test(start);
}
