import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import { run } from '../../lib/run.ts';
import { gitEnvironment } from './environment.ts';
import { BRANCH, FastImport, type Git } from './fast-import.ts';
import { CommitSource } from './source.ts';
import { Tarball, type TarballLimits } from './tarball.ts';

export interface ImportRequest {
  /** The folder of the bare repository. */
  repository: string;
  /** The archive, plain or gzipped. */
  archive: Readable;
  strip: boolean;
  limits?: TarballLimits;
  /** Whose commit it becomes. */
  developer: string;
  signal: AbortSignal;
}

/** Blobs above this many bytes are stored as they stream by, instead of being held in git's memory. */
const STREAMED = 1024 ** 2;

/**
 * A tarball as a commit without parents. Its objects lie in a folder of their own, as those of a push do while it is
 * judged: `keep` makes them part of the repository, `discard` leaves nothing of them. A crash between leaves the folder,
 * which is removed as that of a push that ended without a verdict.
 */
export class TarballImport {
  readonly commit: string;
  /** Files and links of the archive. */
  readonly files: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** What people should know of the archive. */
  readonly notes: readonly string[];
  private readonly repository: string;
  private readonly folder: string;

  private constructor(
    told: Pick<TarballImport, 'commit' | 'files' | 'bytes' | 'notes'>,
    repository: string,
    folder: string,
  ) {
    this.commit = told.commit;
    this.files = told.files;
    this.bytes = told.bytes;
    this.notes = told.notes;
    this.repository = repository;
    this.folder = folder;
  }

  /** Reads the archive as it comes, with flat memory. Rejects with a `Failure`, and leaves nothing then. */
  static async read(request: ImportRequest): Promise<TarballImport> {
    const folder = await mkdtemp(join(request.repository, 'objects', 'tmp_objdir-incoming-tarball-'));
    try {
      await prepare(folder);
      return new TarballImport(await importInto(folder, request), request.repository, folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The commit, read out of the import's own folder. */
  get source(): CommitSource {
    return new CommitSource({ commit: this.commit, repository: this.repository, quarantine: this.folder });
  }

  /** Makes the commit the repository's, under this ref. */
  async keep(ref: string): Promise<void> {
    const target = join(this.repository, 'objects', 'pack');
    await mkdir(target, { recursive: true });
    // The index last: git takes a pack for one when it sees that.
    const names = (await readdir(join(this.folder, 'pack'))).sort((a, b) => Number(isIndex(a)) - Number(isIndex(b)));
    for (const name of names) await rename(join(this.folder, 'pack', name), join(target, name));
    await run(['git', '-C', this.repository, 'update-ref', ref, this.commit], { env: gitEnvironment() });
    await this.discard();
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Removes the refs below `prefix` whose commits are to be forgotten; git's own tidying takes the objects later. */
export async function forgetTarballs(
  repository: string,
  prefix: string,
  isOld: (commit: string) => boolean,
): Promise<void> {
  const git = ['git', '-C', repository];
  const env = gitEnvironment();
  const { stdout } = await run([...git, 'for-each-ref', '--format=%(objectname) %(refname)', prefix], { env });
  const refs = stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ') as [string, string]]));
  const old = refs.filter(([commit]) => isOld(commit));
  await run([...git, 'update-ref', '--stdin'], {
    env,
    input: old.map(([commit, ref]) => `delete ${ref} ${commit}\n`).join(''),
  });
}

// Private

const isIndex = (name: string) => name.endsWith('.idx');

/** A git folder, whose refs are not the repository's, in a folder of objects. */
async function prepare(folder: string): Promise<void> {
  await mkdir(join(folder, 'pack'));
  await mkdir(join(folder, 'git', 'refs'), { recursive: true });
  await mkdir(join(folder, 'git', 'objects'));
  await writeFile(join(folder, 'git', 'HEAD'), `ref: ${BRANCH}\n`);
}

function gitOf(folder: string, repository: string): Git {
  const config = { 'fastimport.unpackLimit': '0', 'core.bigFileThreshold': `${STREAMED}`, 'core.compression': '1' };
  return {
    argv: [
      'git',
      `--git-dir=${join(folder, 'git')}`,
      ...Object.entries(config).flatMap(([n, v]) => ['-c', `${n}=${v}`]),
    ],
    env: gitEnvironment({
      GIT_OBJECT_DIRECTORY: folder,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repository, 'objects'),
    }),
  };
}

async function importInto(folder: string, request: ImportRequest) {
  const { archive, strip, limits, signal } = request;
  const git = gitOf(folder, request.repository);
  const tarball = new Tarball(archive, { strip, signal, ...(limits && { limits }) });
  const importer = new FastImport(git, signal);
  try {
    await importer.begin(request.developer);
    for await (const entry of tarball.entries()) await importer.add(entry);
    await importer.end();
  } catch (error) {
    importer.kill();
    await importer.gone;
    signal.throwIfAborted();
    throw error;
  }
  const { files, bytes } = importer;
  if (files === 0) throw new Failure('empty_tarball', 'There is no file in the archive.');
  const { stdout } = await run([...git.argv, 'rev-parse', '--verify', BRANCH], { env: git.env });
  return { commit: stdout.trim(), files, bytes, notes: notesOn(tarball) };
}

function notesOn({ gitFiles, soleFolder }: Tarball): string[] {
  const notes = gitFiles > 0 ? [`.git is left out (${gitFiles} files)`] : [];
  return soleFolder ? [...notes, `Everything lies in the folder ${soleFolder}: --strip takes that away`] : notes;
}
