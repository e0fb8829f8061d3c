import { posix } from 'node:path';
import type { Tree } from '../plan.ts';

/** What of an app's Gemfile and Gemfile.lock matters here. */
export interface Gemfile {
  /** What `ruby` in the Gemfile asks for, and where that stands. */
  ruby: { wanted: string; from: string } | undefined;
  /** All gems: those of the lockfile, else those that the Gemfile names. */
  gems: ReadonlySet<string>;
  isLocked: boolean;
  /** Whether Bundler reads more of the tree than these files: gems in the repository, other Gemfiles. */
  readsSources: boolean;
}

/** Reads the Gemfile without running it, and the lockfile beside it. */
export async function readGemfile(tree: Tree): Promise<Gemfile> {
  const text = withoutComments((await tree.read('Gemfile')) ?? '');
  const lock = await tree.read('Gemfile.lock');
  return {
    ruby: await rubyOf(tree, text),
    gems: new Set(lock === undefined ? namedIn(text) : lockedIn(lock)),
    isLocked: lock !== undefined,
    readsSources: /^[ \t]*(?:gemspec|eval_gemfile|path)\b|\bpath:|:path\s*=>/m.test(text) || /^PATH$/m.test(lock ?? ''),
  };
}

// Private

function withoutComments(text: string): string {
  return text.replace(/(^|\s)#.*$/gm, '');
}

/** `ruby "3.3.0"`, `ruby ">= 3.2", "< 4.0"`, `ruby file: ".ruby-version"`, `ruby File.read(".ruby-version").strip`. */
async function rubyOf(tree: Tree, text: string): Promise<Gemfile['ruby']> {
  const line = /^[ \t]*ruby[ \t(]+(\S.*)$/m.exec(text)?.[1]?.trim().replace(/\)$/, '');
  if (line === undefined) return undefined;
  const file = /^(?:file:|:file\s*=>|File\.read\(?)\s*['"]([^'"]+)['"]/.exec(line)?.[1];
  if (file !== undefined) return inFile(tree, posix.normalize(file));
  const versions = [...line.replace(/,\s*:?(?:patchlevel|engine)[\s\S]*/, '').matchAll(/['"]([^'"]+)['"]/g)];
  if (versions.length === 0) return undefined;
  return { wanted: versions.map(([, version]) => version).join(', '), from: 'Gemfile' };
}

async function inFile(tree: Tree, file: string): Promise<Gemfile['ruby']> {
  const text = (await tree.read(file)) ?? '';
  const wanted = file === '.tool-versions' ? /^ruby\s+(\S+)/m.exec(text)?.[1] : text.trim();
  return wanted ? { wanted, from: `${file}, as the Gemfile says` } : undefined;
}

function namedIn(text: string): string[] {
  return [...text.matchAll(/^[ \t]*gem[\s(]+['"]([^'"]+)['"]/gm)].map(([, name]) => name!);
}

/** Gems have four blanks in front of them, what they depend on six. */
function lockedIn(lock: string): string[] {
  return [...lock.matchAll(/^ {4}(\S+) \(/gm)].map(([, name]) => name!);
}
