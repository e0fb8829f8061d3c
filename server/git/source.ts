import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import { run, runBytes } from '../../lib/run.ts';

/**
 * A commit's tree, read without a checkout; while a push runs, out of git's quarantine. Buildpacks read it, the build
 * takes its archive.
 */
export interface Source {
  readonly commit: string;
  /** The paths of all files, as git ls-tree -r gives them. */
  files(): Promise<string[]>;
  /** The content of a file, or undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** The tree as a tar stream (git archive), each path with `prefix` (such as `app/`) in front. */
  archive(signal: AbortSignal, prefix?: string): Readable;
}

/** The source of a commit in a bare repository, or in the quarantine of a push to it. */
export class CommitSource implements Source {
  readonly commit: string;
  private readonly git: readonly string[];
  private readonly env: Record<string, string>;

  constructor({
    commit,
    repository,
    quarantine,
  }: { commit: string; repository: string; quarantine?: string | undefined }) {
    this.commit = commit;
    this.git = ['git', '-C', repository];
    this.env = quarantine ? quarantineEnv(repository, quarantine) : {};
  }

  async files(): Promise<string[]> {
    const argv = [...this.git, 'ls-tree', '-r', '-z', '--name-only', this.commit];
    return (await run(argv, { env: this.env })).stdout.split('\0').filter((path) => path !== '');
  }

  async read(path: string): Promise<string | undefined> {
    const argv = [...this.git, 'cat-file', 'blob', `${this.commit}:${path}`];
    const { code, stdout } = await runBytes(argv, { env: this.env, ok: [0, 128] });
    return code === 0 ? stdout.toString() : undefined;
  }

  archive(signal: AbortSignal, prefix = ''): Readable {
    const [command, ...options] = this.git as [string, ...string[]];
    const args = [...options, 'archive', '--format=tar', `--prefix=${prefix}`, this.commit];
    const env = { ...process.env, ...this.env };
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], env, signal, killSignal: 'SIGKILL' });
    child.on('error', (cause) => child.stdout.destroy(cause));
    child.on('exit', (code) => {
      if (code !== 0) child.stdout.destroy(archiveFailed(this.commit, code));
    });
    return child.stdout;
  }

  /** The first line of the commit's message; undefined when this is no commit but a tag or a file. */
  async subject(): Promise<string | undefined> {
    const { code, stdout } = await run([...this.git, 'cat-file', 'commit', this.commit], {
      env: this.env,
      ok: [0, 128],
    });
    return code === 0 ? (stdout.split('\n\n')[1] ?? '').split('\n')[0] : undefined;
  }

  /** Whether `older` is in this commit's history; undefined when the history is cut off before that shows (shallow). */
  async contains(older: string): Promise<boolean | undefined> {
    const argv = [...this.git, 'merge-base', '--is-ancestor', older, this.commit];
    const { code } = await run(argv, { env: this.env, ok: [0, 1, 128] });
    return code === 128 ? undefined : code === 0;
  }
}

// Private

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
