import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import type { TarballEntry } from './tarball.ts';

/** A git folder, as the start of a command line, and the environment for it. */
export interface Git {
  argv: string[];
  env: Record<string, string | undefined>;
}

/** A branch of the import's own, in a git folder of its own. */
export const BRANCH = 'refs/heads/import';

/** `git fast-import`, which turns a stream of text into objects of a pack. */
export class FastImport {
  files = 0;
  bytes = 0;
  /** Resolves when git has ended, however. */
  readonly gone: Promise<number | null>;
  private readonly child;
  private errors = '';

  constructor({ argv, env }: Git, signal: AbortSignal) {
    const [command = 'git', ...args] = [...argv, 'fast-import', '--quiet', '--done', '--depth=0'];
    this.child = spawn(command, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
      signal,
      killSignal: 'SIGKILL',
    });
    this.gone = new Promise((resolve) => this.child.once('close', resolve));
    for (const stream of [this.child, this.child.stdin]) stream.on('error', () => {});
    this.child.stderr.on('data', (chunk) => {
      this.errors = `${this.errors}${chunk}`.slice(-2000);
    });
  }

  async begin(developer: string): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const message = Buffer.from(`Tarball from ${developer}\n`);
    await this.write(
      `commit ${BRANCH}\ncommitter ${developer} <${developer}@rack> ${now} +0000\ndata ${message.length}\n`,
    );
    await this.write(message);
  }

  async add(entry: TarballEntry): Promise<void> {
    this.files++;
    if (entry.kind === 'copy') return this.write(`C ${quoted(entry.of)} ${quoted(entry.path)}\n`);
    if (entry.kind === 'symlink') return this.inline('120000', entry.path, Buffer.from(entry.target));
    await this.write(
      `M ${entry.isExecutable ? '100755' : '100644'} inline ${quoted(entry.path)}\ndata ${entry.size}\n`,
    );
    this.bytes += entry.size;
    for await (const chunk of entry.content) await this.write(chunk);
    await this.write('\n');
  }

  async end(): Promise<void> {
    await this.write('done\n');
    this.child.stdin.end();
    if ((await this.gone) !== 0) throw this.failure();
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  // Private

  private async inline(mode: string, path: string, content: Buffer): Promise<void> {
    await this.write(`M ${mode} inline ${quoted(path)}\ndata ${content.length}\n`);
    await this.write(content);
    await this.write('\n');
  }

  /** At git's pace. */
  private async write(bytes: string | Uint8Array): Promise<void> {
    const stdin: Writable = this.child.stdin;
    if (this.child.exitCode !== null || stdin.destroyed) throw this.failure();
    if (stdin.write(bytes)) return;
    await drained(stdin);
  }

  private failure(): Failure {
    const reason =
      this.errors
        .trim()
        .split('\n')
        .find((line) => line.startsWith('fatal:')) ?? 'it ended early';
    return new Failure('import_failed', `git could not store the archive: ${reason}`, { blame: 'rack' });
  }
}

// Private

/** Resolves when the stream takes more, or is closed. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

/** A path as fast-import reads it: all that could mean something to it stands as an escape. */
function quoted(path: string): string {
  const escaped = [...Buffer.from(path)].map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte),
  );
  return `"${escaped.join('')}"`;
}
