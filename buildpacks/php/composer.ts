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
  return text === undefined ? undefined : parse('composer.json', text);
}

/** Names of extensions that the app and its packages require, without `ext-`. */
export async function requiredExtensions(tree: Tree, manifest: ComposerJson): Promise<string[]> {
  const lock = await tree.read('composer.lock');
  const packages = lock === undefined ? [] : ((parse('composer.lock', lock) as Lock).packages ?? []);
  const required = [manifest, ...packages].flatMap(({ require }) => Object.keys(require ?? {}));
  const names = required.filter((name) => /^ext-/i.test(name)).map((name) => name.slice(4).toLowerCase());
  return [...new Set(names)].sort();
}

/** Names of packages that Composer has to fetch: all but PHP itself, its extensions and libraries. */
export function requiredPackages({ require }: ComposerJson): string[] {
  return Object.keys(require ?? {}).filter((name) => name.includes('/'));
}

// Private

interface Lock {
  packages?: { require?: Record<string, string> }[];
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
