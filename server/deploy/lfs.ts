import type { Ignore } from '../../docker/dockerignore.ts';
import { Failure } from '../../lib/failure.ts';
import type { PartEntry, SourceTree } from '../git/source-tree.ts';
import { NO_LFS } from '../model/lfs.ts';

/** A pointer is a short text: the specification allows less than this many bytes. */
const LARGEST_POINTER = 1024;
const POINTER = /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n/;
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
  const texts = await contents(attributes);
  return texts.some((text) => text !== undefined && /^[^#]*\sfilter=lfs(\s|$)/m.test(text));
}

async function pointersAmong(entries: readonly PartEntry[]): Promise<string[]> {
  const texts = await contents(entries, LARGEST_POINTER);
  return entries.filter((_, index) => POINTER.test(texts[index] ?? '')).map(({ path }) => path);
}

/** The texts of these files, one process of git for each part of the tree. */
async function contents(entries: readonly PartEntry[], most?: number): Promise<(string | undefined)[]> {
  const texts = new Map<PartEntry, string | undefined>();
  for (const part of new Set(entries.map((entry) => entry.part))) {
    const own = entries.filter((entry) => entry.part === part);
    const found = await part.source.blobs(
      own.map(({ id }) => id),
      most,
    );
    own.forEach((entry, index) => void texts.set(entry, found[index]));
  }
  return entries.map((entry) => texts.get(entry));
}

function pointersFound(paths: readonly string[]): Failure {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  const names = `${paths.slice(0, NAMED).join(', ')}${more}`;
  const which = paths.length === 1 ? 'is a pointer of Git LFS, not the file' : 'are pointers of Git LFS, not the files';
  return new Failure('lfs_pointers', `${names} ${which}. ${NO_LFS.message}`, {
    hint: `${NO_LFS.hint} What the build does not need, keep out with .dockerignore or .slugignore.`,
  });
}
