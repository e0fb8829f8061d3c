import type { Ignore } from '../../docker/dockerignore.ts';
import { Failure } from '../../lib/failure.ts';
import type { PartEntry, SourceTree } from '../git/source-tree.ts';
import { NO_LFS } from '../model/lfs.ts';

/** A pointer is a short text: the specification allows less than this many bytes. */
const LARGEST_POINTER = 1024;
const POINTER = /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n/;
/** Attributes are a few lines; of larger files, some of which git itself does not read, nothing is asked. */
const LARGEST_ATTRIBUTES = 1024 ** 2;
/** Bytes of texts that are looked at together. */
const IN_MEMORY = 32 * 1024 ** 2;
/** Files that the refusal names. */
const NAMED = 3;

/**
 * Throws a `Failure` `lfs_pointers` when the build would get pointers of Git LFS in place of files. Costs nothing for trees
 * without .gitattributes, and one process of git for those that have some but no LFS.
 */
export async function refusePointers(tree: SourceTree, isOut: Ignore): Promise<void> {
  const entries = [...(await tree.entries()).values()].filter(({ kind }) => kind === 'file');
  if (!(await usesLfs(tree))) return;
  const pointers = await pointersAmong(entries.filter(({ path }) => !isOut(path)));
  if (pointers.length > 0) throw pointersFound(pointers);
}

// Private

/** Attributes above the folder that is built count, too. */
async function usesLfs(tree: SourceTree): Promise<boolean> {
  const attributes = (await tree.everything()).filter(({ path }) => /(^|\/)\.gitattributes$/.test(path));
  for await (const [, text] of contents(attributes, LARGEST_ATTRIBUTES))
    if (text.split('\n').some((line) => /^[^#]*\sfilter=lfs(\s|$)/.test(line))) return true;
  return false;
}

async function pointersAmong(entries: readonly PartEntry[]): Promise<string[]> {
  const paths: string[] = [];
  for await (const [{ path }, text] of contents(entries, LARGEST_POINTER)) if (POINTER.test(text)) paths.push(path);
  return paths;
}

/** The texts of these files, without those over `most` bytes, and never more than a few at a time in memory. */
async function* contents(entries: readonly PartEntry[], most: number): AsyncGenerator<[PartEntry, string]> {
  const atOnce = IN_MEMORY / most;
  for (const part of new Set(entries.map((entry) => entry.part))) {
    const own = entries.filter((entry) => entry.part === part);
    for (let at = 0; at < own.length; at += atOnce) {
      const some = own.slice(at, at + atOnce);
      const ids = some.map(({ id }) => id);
      const texts = await part.source.blobs(ids, most);
      for (const [index, entry] of some.entries()) if (texts[index] !== undefined) yield [entry, texts[index]];
    }
  }
}

function pointersFound(paths: readonly string[]): Failure {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  const names = `${paths.slice(0, NAMED).join(', ')}${more}`;
  const which = paths.length === 1 ? 'is a pointer of Git LFS, not the file' : 'are pointers of Git LFS, not the files';
  return new Failure('lfs_pointers', `${names} ${which}. ${NO_LFS.message}`, {
    hint: `${NO_LFS.hint} What the build does not need, keep out with .dockerignore or .slugignore.`,
  });
}
