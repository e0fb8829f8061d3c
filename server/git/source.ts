import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import { run, runBytes } from '../../lib/run.ts';
import { gitEnvironment } from './environment.ts';

/**
 * What of a commit is built, read without a checkout; while a push runs, out of git's quarantine. Buildpacks read it, the
 * build takes its archive.
 */
export interface Source {
  readonly commit: string;
  /** The folder of the commit's tree that is built, such as `services/api`; undefined: the whole tree. */
  readonly directory?: string | undefined;
  /** The paths of all files, as git ls-tree -r gives them. */
  files(): Promise<string[]>;
  /** The content of a file, or undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** The tree as a tar stream (git archive), each path with `prefix` (such as `app/`) in front. */
  archive(signal: AbortSignal, prefix?: string): Readable;
}

/** A source whose folders can be built too. */
export interface WholeSource extends Source {
  /** The same commit with this folder of it as its root. Throws a `Failure` when there is none. */
  in(directory: string): Promise<Source>;
}

/** Bytes of the largest file that the server itself reads: a few kilobytes of a push may unfold to gigabytes. */
export const LARGEST_READ = 16 * 1024 ** 2;

/** A line of git ls-tree -r. */
export interface TreeEntry {
  kind: 'file' | 'link' | 'submodule';
  /** The id of the blob, or of the submodule's commit. */
  id: string;
  path: string;
}

/** A commit's own tree in a bare repository, or in the quarantine of a push to it. */
export class CommitSource {
  readonly commit: string;
  private readonly git: readonly string[];
  private readonly env: Record<string, string | undefined>;
  private listing: Promise<TreeEntry[]> | undefined;

  constructor({
    commit,
    repository,
    quarantine,
  }: { commit: string; repository: string; quarantine?: string | undefined }) {
    this.commit = commit;
    this.git = ['git', '-C', repository];
    this.env = gitEnvironment(quarantine ? quarantineEnv(repository, quarantine) : {});
  }

  /** All of the tree but its folders; git is asked once. */
  entries(): Promise<TreeEntry[]> {
    this.listing ??= this.list();
    return this.listing;
  }

  async files(): Promise<string[]> {
    return (await this.entries()).map(({ path }) => path);
  }

  async read(path: string): Promise<string | undefined> {
    const argv = [...this.git, 'cat-file', 'blob', `${this.commit}:${path}`];
    const { code, stdout } = await runBytes(argv, { env: this.env, ok: [0, 128], most: LARGEST_READ }).catch(
      inOtherWords(fileTooLarge(path)),
    );
    return code === 0 ? stdout.toString() : undefined;
  }

  /** The contents of these blobs, in their order, by two processes of git; those over `most` bytes are undefined. */
  async blobs(ids: readonly string[], most: number): Promise<(string | undefined)[]> {
    const wanted = await this.smaller([...new Set(ids)], most);
    if (wanted.length === 0) return ids.map(() => undefined);
    const { stdout } = await this.batch('--batch', wanted);
    const contents = new Map(readBatch(stdout));
    return ids.map((id) => contents.get(id));
  }

  /** git begins when somebody reads: of a process that ends before, Node.js throws away what it has written. */
  archive(signal: AbortSignal, prefix = '', directory?: string): Readable {
    return Readable.from(this.packed(signal, prefix, directory), { objectMode: false });
  }

  /** The settings (key, value) of a blob that is written as git's configuration, such as .gitmodules. */
  async configuration(id: string): Promise<[string, string][] | undefined> {
    const argv = [...this.git, 'config', '--blob', id, '--no-includes', '-z', '--list'];
    const { code, stdout } = await run(argv, { env: this.env, ok: [0, 1, 3, 128], most: LARGEST_READ }).catch(
      inOtherWords(fileTooLarge('.gitmodules')),
    );
    if (code !== 0) return undefined;
    const entries = stdout.split('\0').filter((entry) => entry !== '');
    return entries.map((entry) => entry.split(/\n(.*)/s, 2) as [string, string]);
  }

  /** The first line of the commit's message; undefined when this is no commit but a tag or a file. */
  async subject(): Promise<string | undefined> {
    const argv = [...this.git, 'cat-file', 'commit', this.commit];
    const { code, stdout } = await run(argv, { env: this.env, ok: [0, 128], most: LARGEST_READ }).catch(
      inOtherWords(fileTooLarge(`The commit ${this.commit.slice(0, 7)}`)),
    );
    return code === 0 ? (stdout.split('\n\n')[1] ?? '').split('\n')[0] : undefined;
  }

  /** Whether `older` is in this commit's history; undefined when the history is cut off before that shows (shallow). */
  async contains(older: string): Promise<boolean | undefined> {
    const argv = [...this.git, 'merge-base', '--is-ancestor', older, this.commit];
    const { code } = await run(argv, { env: this.env, ok: [0, 1, 128] });
    return code === 128 ? undefined : code === 0;
  }

  // Private

  private async *packed(signal: AbortSignal, prefix: string, directory?: string): AsyncGenerator<Buffer> {
    const [command, ...options] = this.git as [string, ...string[]];
    const what = [this.commit, ...(directory ? ['--', directory] : [])];
    const args = [...options, ...ARCHIVE, 'archive', '--format=tar', `--prefix=${prefix}`, ...what];
    const env = { ...process.env, ...this.env };
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], env, signal, killSignal: 'SIGKILL' });
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    ended.catch(() => {});
    // Without a descriptor left there is no stream either.
    if (child.stdout) yield* child.stdout;
    const code = await ended;
    if (code !== 0) throw archiveFailed(this.commit, code);
  }

  private async list(): Promise<TreeEntry[]> {
    const argv = [...this.git, 'ls-tree', '-r', '-z', this.commit];
    const { stdout } = await run(argv, { env: this.env, most: LONGEST_LIST }).catch(inOtherWords(tooManyFiles()));
    return stdout.split('\0').filter(Boolean).map(parseEntry);
  }

  private async smaller(ids: readonly string[], most: number): Promise<string[]> {
    const { stdout } = await this.batch('--batch-check', ids);
    const lines = stdout.toString().trim().split('\n');
    const fit = lines.map((line) => line.split(' ')).filter(([, , size]) => Number(size) <= most);
    return fit.map(([id]) => id as string);
  }

  private batch(mode: '--batch' | '--batch-check', ids: readonly string[]) {
    return runBytes([...this.git, 'cat-file', mode], { env: this.env, input: `${ids.join('\n')}\n` });
  }
}

/** The refusal of a file that is too large to be read. */
export function fileTooLarge(what: string): Failure {
  const size = `${LARGEST_READ / 1024 ** 2} MiB`;
  return new Failure('file_too_large', `${what} is larger than ${size}, which is the most that the rack reads.`, {
    hint: 'Make it smaller, commit and push again.',
  });
}

// Private

/** Bytes of the longest list of files: some half a million. */
const LONGEST_LIST = 64 * 1024 ** 2;

function tooManyFiles(): Failure {
  return new Failure('too_many_files', 'The commit has more files than the rack can build.', {
    hint: `Their list is longer than ${LONGEST_LIST / 1024 ** 2} MiB. Take out of git what a build can fetch or make by itself.`,
  });
}

/** Throws this refusal in place of the one that git has printed too much. */
function inOtherWords(refusal: Failure): (error: unknown) => never {
  return (error) => {
    throw error instanceof Failure && error.code === 'output_too_large' ? refusal : error;
  };
}

/** Rights as a checkout gives them, and paths that are no patterns. */
const ARCHIVE = ['--literal-pathspecs', '-c', 'tar.umask=0022'];

const KINDS: Record<string, TreeEntry['kind']> = { '120000': 'link', '160000': 'submodule' };

function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode, , id] = line.slice(0, tab).split(' ') as [string, string, string];
  return { kind: KINDS[mode] ?? 'file', id, path: line.slice(tab + 1) };
}

function* readBatch(output: Buffer): Generator<[string, string]> {
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    const [id, , size] = output.toString('latin1', at, end).split(' ') as [string, string, string];
    at = end + 1;
    if (size === undefined) continue; // `<id> missing`
    yield [id, output.toString('utf8', at, at + Number(size))];
    at += Number(size) + 1;
  }
}

function quarantineEnv(repository: string, quarantine: string): Record<string, string> {
  return {
    GIT_QUARANTINE_PATH: quarantine,
    GIT_OBJECT_DIRECTORY: quarantine,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repository, 'objects'),
  };
}

function archiveFailed(commit: string, code: number | null): Failure {
  return new Failure('archive_failed', `git archive of ${commit} ended with exit code ${code}.`, { blame: 'rack' });
}
