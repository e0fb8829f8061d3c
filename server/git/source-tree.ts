import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { TAR_END } from '../../docker/tar.ts';
import { editTar } from '../../docker/tar-edit.ts';
import { Failure } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';
import { type CommitSource, fileTooLarge, LARGEST_READ, type TreeEntry, type WholeSource } from './source.ts';

/** A commit's tree that stands at a folder of the whole: the pushed one at '', those of submodules where they belong. */
export interface Part {
  at: string;
  source: CommitSource;
}

/** A file or link of the whole tree, and the part that has its content. */
export interface PartEntry extends TreeEntry {
  part: Part;
}

/** What is built: a commit with the trees of its submodules, or one folder of that. */
export class SourceTree implements WholeSource {
  readonly commit: string;
  readonly directory: string | undefined;
  private readonly parts: readonly Part[];
  private listing: Promise<Map<string, PartEntry>> | undefined;

  /** The first part is the pushed commit. */
  constructor(parts: readonly Part[], directory?: string) {
    this.commit = parts[0]!.source.commit;
    this.parts = parts;
    this.directory = directory;
  }

  /** The same tree with this folder as its root. Throws a `Failure` `bad_build_dir` when there is none. */
  async in(directory: string): Promise<SourceTree> {
    const within = new SourceTree(this.parts, this.directory ? `${this.directory}/${directory}` : directory);
    if ((await within.entries()).size > 0) return within;
    throw noDirectory(directory, this.commit, [...(await this.entries()).values()]);
  }

  /** Path → entry. Submodules that were not fetched are among them. */
  entries(): Promise<Map<string, PartEntry>> {
    this.listing ??= this.list();
    return this.listing;
  }

  /** The entries of all parts, whatever folder is built; paths are those in the whole tree. */
  async everything(): Promise<PartEntry[]> {
    const whole = this.directory ? new SourceTree(this.parts) : this;
    return [...(await whole.entries()).values()];
  }

  async files(): Promise<string[]> {
    const entries = [...(await this.entries()).values()];
    return entries.filter(({ kind }) => kind !== 'submodule').map(({ path }) => path);
  }

  /** Follows links, as a checkout would, as long as they stay in the tree. */
  async read(path: string): Promise<string | undefined> {
    const entries = await this.entries();
    let at = path;
    for (let hops = 0; hops < MOST_LINKS; hops++) {
      const entry = entries.get(at);
      if (!entry || entry.kind === 'submodule') return undefined;
      const [content] = await entry.part.source.blobs([entry.id], LARGEST_READ);
      if (content === undefined) throw fileTooLarge(path);
      if (entry.kind === 'file') return content;
      at = posix.join(posix.dirname(at), content);
    }
    return undefined;
  }

  archive(signal: AbortSignal, prefix = ''): Readable {
    const [only] = this.parts;
    if (this.parts.length === 1 && !this.directory) return only!.source.archive(signal, prefix);
    return Readable.from(this.joined(signal, prefix), { objectMode: false });
  }

  // Private

  private async *joined(signal: AbortSignal, prefix: string): AsyncGenerator<Buffer> {
    for (const { at, source } of this.parts) {
      const place = placeOf(at, this.directory);
      if (!place) continue;
      const archive = source.archive(signal, `${prefix}${place.at}`, place.directory);
      const move = place.directory ? { move: { from: `${prefix}${place.directory}/`, to: prefix } } : {};
      yield* editTar(archive, move);
    }
    yield TAR_END;
  }

  private async list(): Promise<Map<string, PartEntry>> {
    const all = new Map<string, PartEntry>();
    const within = this.directory ? `${this.directory}/` : '';
    for (const part of this.parts) {
      if (part.at.startsWith(within)) all.delete(part.at.slice(within.length));
      for (const entry of await part.source.entries()) {
        const path = part.at ? `${part.at}/${entry.path}` : entry.path;
        if (path.startsWith(within))
          all.set(path.slice(within.length), { ...entry, path: path.slice(within.length), part });
      }
    }
    return all;
  }
}

// Private

const MOST_LINKS = 8;
/** Folders that are looked through for one of nearly the same name. */
const MOST_FOLDERS = 2000;

/** Where a part's files stand in what is built, and which of its folders are; undefined when none is. */
function placeOf(at: string, directory = ''): { at: string; directory?: string } | undefined {
  if (directory === '') return { at: at && `${at}/` };
  if (at === '') return { at: '', directory };
  if (at.startsWith(`${directory}/`)) return { at: `${at.slice(directory.length + 1)}/` };
  if (at === directory) return { at: '' };
  return directory.startsWith(`${at}/`) ? { at: '', directory: directory.slice(at.length + 1) } : undefined;
}

function noDirectory(directory: string, commit: string, entries: readonly PartEntry[]): Failure {
  const isPart = (path: string) => directory === path || directory.startsWith(`${path}/`);
  const found = entries.find(({ path }) => isPart(path));
  const why = found ? `${found.path} is a ${WORDS[found.kind]}` : `commit ${commit.slice(0, 7)} has no such folder`;
  const folders = someFolders(entries);
  const near =
    nearest(directory, folders) ?? folders.find((folder) => posix.basename(folder) === posix.basename(directory));
  const way = near ? `Did you mean ${near}? ` : '';
  return new Failure('bad_build_dir', `The app is built from ${directory}, but ${why}.`, {
    hint: `${way}Change it with ssh rack set APP build-dir=FOLDER, or build the whole tree: ssh rack unset APP build-dir`,
  });
}

const WORDS: Record<TreeEntry['kind'], string> = {
  file: 'file, not a folder',
  link: 'symbolic link, not a folder',
  submodule: 'submodule that is not fetched',
};

function someFolders(entries: readonly PartEntry[]): string[] {
  const folders = new Set<string>();
  for (const { path } of entries) {
    if (folders.size > MOST_FOLDERS) break;
    for (const folder of foldersOf(path)) folders.add(folder);
  }
  return [...folders];
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
