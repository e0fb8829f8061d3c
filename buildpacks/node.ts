import { Failure } from '../lib/failure.ts';
import { packageManager } from './node-packages.ts';
import { nodePin } from './node-version.ts';
import type { Plan, ResolveVersion, Tree } from './plan.ts';

/** What of a package.json matters here. */
export interface PackageJson {
  main?: string;
  engines?: { node?: string };
  packageManager?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  workspaces?: unknown;
}

/** The Node.js buildpack: how a tree with a package.json at its root becomes an image; undefined for other trees. */
export async function planNode(
  tree: Tree,
  env: Readonly<Record<string, string>>,
  resolve: ResolveVersion,
): Promise<Plan | undefined> {
  const text = await tree.read('package.json');
  if (text === undefined) return undefined;
  const manifest = parseManifest(text);
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

function parseManifest(text: string): PackageJson {
  try {
    return Object(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    throw new Failure('bad_package_json', `package.json is no valid JSON: ${(cause as Error).message}`, {
      hint: 'Mend package.json, commit and push again.',
    });
  }
}

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
