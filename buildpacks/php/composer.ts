import { Failure } from '../../lib/failure.ts';
import type { Tree } from '../plan.ts';

/** What of a composer.json matters here. */
export interface ComposerJson {
  require?: Record<string, string>;
  repositories?: unknown;
  autoload?: unknown;
  scripts?: Record<string, unknown>;
  config?: { platform?: { php?: string }; 'vendor-dir'?: string; 'bin-dir'?: string };
}

/** The app's composer.json; undefined when it has none. Throws a `Failure` `bad_composer_json` when it is no JSON. */
export async function composerJson(tree: Tree): Promise<ComposerJson | undefined> {
  const text = await tree.read('composer.json');
  return text === undefined ? undefined : checked(parse('composer.json', text));
}

/** Names of extensions that the app and its packages require, without `ext-`. */
export async function requiredExtensions(tree: Tree, manifest: ComposerJson): Promise<string[]> {
  const lock = await tree.read('composer.lock');
  const { packages } = (lock === undefined ? {} : parse('composer.lock', lock)) as Lock;
  const all: Lock['packages'] = [manifest, ...(Array.isArray(packages) ? packages : [])];
  const required = all.flatMap((each) => Object.keys(each?.require ?? {}));
  const names = required.filter((name) => /^ext-/i.test(name)).map((name) => name.slice(4).toLowerCase());
  return [...new Set(names)].sort();
}

/** Names of packages that Composer has to fetch: all but PHP itself, its extensions and libraries. */
export function requiredPackages({ require }: ComposerJson): string[] {
  return Object.keys(require ?? {}).filter((name) => name.includes('/'));
}

// Private

interface Lock {
  packages?: ({ require?: Record<string, string> } | null)[];
}

/** Throws a `Failure` `bad_composer_json` where something that the build is made of is not what it must be. */
function checked(manifest: ComposerJson): ComposerJson {
  const { config, require } = manifest;
  for (const name of ['vendor-dir', 'bin-dir'] as const) {
    const folder: unknown = config?.[name] ?? undefined;
    if (folder !== undefined && !(typeof folder === 'string' && isFolder(folder)))
      throw bad(`config.${name} is ${JSON.stringify(folder)}, which is no folder of the app.`);
  }
  for (const version of [config?.platform?.php, require?.php] as unknown[])
    if (version && typeof version !== 'string') throw bad(`${JSON.stringify(version)} is no version of PHP.`);
  return manifest;
}

/** A plain path below the top: it stands in lines of a Dockerfile and of the shell. */
function isFolder(path: string): boolean {
  return /^[\w.+-]+(\/[\w.+-]+)*\/*$/.test(path) && !path.split('/').includes('..');
}

function bad(what: string): Failure {
  return new Failure('bad_composer_json', `In composer.json ${what}`, {
    hint: 'Mend composer.json, commit and push again.',
  });
}

function parse(file: string, text: string): object {
  try {
    return Object(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    throw new Failure('bad_composer_json', `${file} is no valid JSON: ${(cause as Error).message}`, {
      hint: `Mend ${file}, commit and push again.`,
    });
  }
}
