import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage, type RequestOptions } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type RunResult, run } from '../../lib/run.ts';
import { ANY_EXIT, Follower } from './follower.ts';

/** A developer's repository on disk, pushed with the stock git client. */
export class App {
  readonly name: string;
  readonly url: string;
  readonly folder: string;
  private readonly sshConfig: string;

  private constructor(options: { name: string; url: string; folder: string; sshConfig: string }) {
    this.name = options.name;
    this.url = options.url;
    this.folder = options.folder;
    this.sshConfig = options.sshConfig;
  }

  static async create(options: {
    name: string;
    url: string;
    folder: string;
    sshConfig: string;
    files: Record<string, string>;
  }): Promise<App> {
    const app = new App(options);
    await mkdir(app.folder, { recursive: true });
    await app.git('init', '-q', '-b', 'main');
    await app.git('remote', 'add', 'rack', `rack:${app.name}`);
    await app.commit(options.files);
    return app;
  }

  /** Writes the files and commits all; the commit's id. */
  async commit(files: Record<string, string>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.folder, path)), { recursive: true });
      await writeFile(join(this.folder, path), text);
    }
    await this.git('add', '-A');
    await this.git('commit', '-q', '--allow-empty', '-m', 'change');
    return (await this.git('rev-parse', 'HEAD')).stdout.trim();
  }

  /** `git <arguments>` in the repository; any exit code is an answer. */
  git(...args: string[]): Promise<RunResult> {
    return run(['git', ...IDENTITY, ...args], {
      cwd: this.folder,
      env: this.env(),
      ok: ANY_EXIT,
    });
  }

  /** `git push rack main` unless told otherwise; the remote's lines are in stderr. */
  push(...args: string[]): Promise<RunResult> {
    return this.git('push', ...(args.length > 0 ? args : ['rack', 'main']));
  }

  /** A push that runs while the test does something else, in a process group of its own as a terminal would make it. */
  pushing(): Follower {
    const env = { ...process.env, ...this.env() };
    return new Follower(spawn('git', ['push', 'rack', 'main'], { cwd: this.folder, env, detached: true }));
  }

  /** The commit that the rack's ref points to; empty when there is none. */
  async remoteRef(ref = 'refs/heads/main'): Promise<string> {
    return (await this.git('ls-remote', 'rack', ref)).stdout.split('\t')[0] ?? '';
  }

  /** What the app answers over a connection of its own, as status and text. */
  async get(path = ''): Promise<{ status: number; text: string }> {
    const { host, port } = new URL(this.url);
    const answer = await request({ host: '127.0.0.1', port, path: `/${path}`, headers: { host }, agent: false });
    return { status: answer.statusCode as number, text: await text(answer) };
  }

  private env(): Record<string, string> {
    return { GIT_SSH_COMMAND: `ssh -F ${this.sshConfig}`, GIT_CONFIG_GLOBAL: '/dev/null' };
  }
}

/** A Node.js web app without dependencies that answers with the given text; `more` is code that runs at its start. */
export function nodeApp(text: string, more = ''): Record<string, string> {
  return {
    'package.json': '{ "name": "app", "private": true }\n',
    Procfile: 'web: node server.js\n',
    'server.js': `${more}\nrequire('node:http').createServer((_, answer) => answer.end(${JSON.stringify(text)})).listen(process.env.PORT);\n`,
  };
}

function request(options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(options, resolve).on('error', reject));
}

const IDENTITY = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
