import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunResult, run } from '../../../lib/run.ts';

/** Any exit code is an answer. */
export const ANY = Array.from({ length: 256 }, (_, code) => code);

/** Milliseconds within which whatever a test waits for has happened, on however busy a machine. */
export const PATIENCE = 30_000;

/** No configuration of the machine or its user, and nobody who could be asked. */
const ALONE = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };

const WHO = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@test',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@test',
};

/** Where a clone pushes to, and what git needs in its environment to be let in there. */
export interface Remote {
  url: string;
  env: Record<string, string>;
}

/** A developer's repository, used with the stock git client. */
export class Clone {
  readonly folder: string;
  private readonly env: Record<string, string>;

  constructor(folder: string, env: Record<string, string>) {
    this.folder = folder;
    this.env = { ...ALONE, ...WHO, ...env };
  }

  /** A new repository below `parent` with one commit of these files, and the remote `rack`. */
  static async make(parent: string, remote: Remote, files: Record<string, string | Buffer>): Promise<Clone> {
    const clone = new Clone(await mkdtemp(join(parent, 'clone-')), remote.env);
    await clone.git('init', '-q', '-b', 'main');
    await clone.git('remote', 'add', 'rack', remote.url);
    await clone.commit(files);
    return clone;
  }

  /** The same repository, used with more in the environment. */
  with(env: Record<string, string>): Clone {
    return new Clone(this.folder, { ...this.env, ...env });
  }

  git(...args: string[]): Promise<RunResult> {
    return run(['git', '-C', this.folder, ...args], { env: this.env, ok: ANY, timeout: 60_000 });
  }

  /** git for as long as it takes. */
  patient(...args: string[]): Promise<RunResult> {
    return run(['git', '-C', this.folder, ...args], { env: this.env, ok: ANY });
  }

  /** git with a text on its standard input. */
  withInput(input: string, ...args: string[]): Promise<RunResult> {
    return run(['git', '-C', this.folder, ...args], { env: this.env, ok: ANY, input });
  }

  /** Writes the files and commits all that is in the folder; the commit's id. */
  async commit(files: Record<string, string | Buffer>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(this.folder, path, '..'), { recursive: true });
      await writeFile(join(this.folder, path), text);
    }
    await this.patient('add', '-A');
    await this.patient('commit', '-q', '--allow-empty', '-m', 'change');
    return this.head();
  }

  async head(): Promise<string> {
    return (await this.git('rev-parse', 'HEAD')).stdout.trim();
  }

  push(...args: string[]): Promise<RunResult> {
    return this.git('push', ...(args.length > 0 ? args : ['rack', 'main']));
  }

  /** A push that goes on by itself. */
  pushing(...args: string[]): Running {
    return this.running('push', ...(args.length > 0 ? args : ['rack', 'main']));
  }

  /** `git <arguments>` that goes on by itself, in a process group of its own as a terminal would make it. */
  running(...args: string[]): Running {
    const env = { ...process.env, ...this.env };
    return new Running(spawn('git', ['-C', this.folder, ...args], { env, detached: true }));
  }

  async remoteRef(ref = 'refs/heads/main'): Promise<string> {
    return (await this.git('ls-remote', 'rack', ref)).stdout.split('\t')[0] ?? '';
  }
}

/** A git command that runs while the test does something else. */
export class Running {
  /** The exit code; null when a signal ended it. */
  readonly exit: Promise<number | null>;
  private readonly child: ChildProcess;
  private text = '';
  private over = false;

  constructor(child: ChildProcess) {
    this.child = child;
    child.stderr?.on('data', (chunk) => {
      this.text += chunk;
    });
    child.stdout?.resume();
    this.exit = once(child, 'close').then(([code]) => {
      this.over = true;
      return code as number | null;
    });
  }

  /** What it has said so far. */
  output(): string {
    return this.text;
  }

  /** Resolves when it has said this; rejects when it ends, or has run for long, without. */
  until(words: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (how: string) => reject(new Error(`git ${how} without "${words}":\n${this.text}`));
      const timer = setTimeout(() => fail('goes on'), PATIENCE);
      const look = () => {
        if (this.text.includes(words)) resolve();
        else if (this.over) fail('ended');
        else return;
        clearTimeout(timer);
      };
      this.child.stderr?.on('data', look);
      this.exit.then(look);
      look();
    });
  }

  /** What Ctrl-C does: the signal goes to the whole foreground process group. */
  interrupt(): void {
    this.signal('SIGINT');
  }

  signal(name: NodeJS.Signals): void {
    process.kill(-(this.child.pid as number), name);
  }
}
