import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { poll } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import { ANY, Clone } from '../integration/server/clone.ts';
import type { GoodPush } from './packs.ts';
import { Sandbox } from './sandbox.ts';
import type { Facts, Started } from './server.ts';

const SERVER = fileURLToPath(new URL(`./server${extname(import.meta.url)}`, import.meta.url));

/** What a process holds: counted before and after. */
export interface Holdings {
  descriptors: number;
  children: number;
}

/** A server under siege, with the apps hello and secret; eve and rita may touch hello alone. */
export class Besieged {
  readonly sandbox: Sandbox;
  readonly started: Started;
  readonly child: ChildProcess;
  /** A push to hello that would be good, for what is made of it. */
  push!: GoodPush;

  private constructor(sandbox: Sandbox, child: ChildProcess, started: Started) {
    this.sandbox = sandbox;
    this.child = child;
    this.started = started;
  }

  static async start(): Promise<Besieged> {
    const sandbox = await Sandbox.make();
    const execArgv = ['--expose-gc', ...process.execArgv.filter((each) => !each.startsWith('--test'))];
    const env = { ...process.env, TMPDIR: sandbox.temporary };
    const child = fork(SERVER, { env, execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)));
    const [started] = (await Promise.race([once(child, 'message'), failed])) as [Started];
    failed.catch(() => {});
    const besieged = new Besieged(sandbox, child, started);
    await besieged.prepare();
    return besieged;
  }

  get repositories(): string {
    return join(this.started.folder, 'repos');
  }

  keyFile(who: 'admin' | 'eve' | 'rita'): string {
    return join(this.started.folder, who);
  }

  /** Asks the server how it is. */
  async facts(): Promise<Facts> {
    this.child.send('facts');
    const [facts] = (await once(this.child, 'message', { signal: AbortSignal.timeout(30_000) })) as [Facts];
    return facts;
  }

  /** The most memory that the server has ever had, in bytes. */
  async peak(): Promise<number> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  async holdings(): Promise<Holdings> {
    const { pid } = this.child;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return {
      descriptors: (await readdir(`/proc/${pid}/fd`)).length,
      children: children.split(' ').filter(Boolean).length,
    };
  }

  /** Resolves when the server holds no more than it did, or after a while with what it holds then. */
  async calm(before: Holdings): Promise<Holdings> {
    const isCalm = async () => {
      const now = await this.holdings();
      return now.descriptors <= before.descriptors && now.children <= before.children ? now : undefined;
    };
    return poll(isCalm, { signal: AbortSignal.timeout(20_000) }).catch(() => this.holdings());
  }

  /** All refs of all repositories, and temporary files of git's there, a line each. */
  async refs(): Promise<string> {
    const names = (await readdir(this.repositories)).sort();
    const all = names.map(async (name) => {
      const repository = join(this.repositories, name);
      const refs = await run(['git', '-C', repository, 'for-each-ref'], { ok: ANY });
      const left = (await readdir(join(repository, 'objects'))).filter((each) => each.startsWith('tmp_'));
      return [...refs.stdout.trim().split('\n'), ...left].map((line) => `${name}: ${line}`);
    });
    return (await Promise.all(all)).flat().join('\n');
  }

  /** A clone and a push by a developer over both doors; throws when one fails. */
  async serve(): Promise<void> {
    for (const url of [this.sshUrl('hello'), this.httpUrl('hello')]) {
      const copy = join(this.sandbox.root, `copy-${Math.random().toString(36).slice(2)}`);
      const clone = new Clone(this.sandbox.root, this.env('eve'));
      const cloned = await clone.git('clone', '-q', url, copy);
      if (cloned.code !== 0) throw new Error(`a clone from ${url} failed: ${cloned.stderr}`);
      const mine = new Clone(copy, this.env('eve'));
      await mine.commit({ [`file-${copy.slice(-6)}`]: 'still here' });
      const pushed = await mine.git('push', '-q', 'origin', 'HEAD:refs/heads/main');
      if (pushed.code !== 0) throw new Error(`a push to ${url} failed: ${pushed.stderr}`);
    }
  }

  /** Pushes one large file to an app, as its admin. */
  async grow(app: string, content: Buffer): Promise<void> {
    const clone = new Clone(join(this.sandbox.root, 'large'), this.env('admin'));
    await new Clone(this.sandbox.root, this.env('admin')).git('clone', '-q', this.sshUrl(app), clone.folder);
    await writeFile(join(clone.folder, 'large'), content);
    await clone.commit({});
    const pushed = await clone.git('push', '-q', 'origin', 'HEAD:refs/heads/main');
    if (pushed.code !== 0) throw new Error(`a large push failed: ${pushed.stderr}`);
  }

  /** The bytes that the server has resident, once that does not change for a while, or after 20 s. */
  async settled(): Promise<number> {
    let last = 0;
    let same = 0;
    return poll(
      async () => {
        const { rss } = await this.facts();
        same = Math.abs(rss - last) < 1024 * 1024 ? same + 1 : 0;
        last = rss;
        return same >= 8 ? rss : undefined;
      },
      { pace: { first: 150, factor: 1, most: 150 }, signal: AbortSignal.timeout(20_000) },
    ).catch(() => last);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.disconnect();
      await once(this.child, 'exit');
    }
    await this.sandbox.remove();
  }

  // Private

  private sshUrl(app: string): string {
    return `ssh://git@127.0.0.1:${this.started.sshPort}/${app}`;
  }

  private httpUrl(app: string): string {
    return `http://git:${this.started.tokens.eve}@127.0.0.1:${this.started.httpPort}/${app}`;
  }

  private env(who: 'admin' | 'eve'): Record<string, string> {
    const options = ['-F', 'none', '-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=no'];
    const files = ['-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', '-i', this.keyFile(who)];
    return { GIT_SSH_COMMAND: ['ssh', ...options, ...files].join(' ') };
  }

  private async prepare(): Promise<void> {
    for (const app of ['hello', 'secret']) {
      const remote = { url: this.sshUrl(app), env: this.env('admin') };
      const clone = await Clone.make(this.sandbox.root, remote, { app });
      // Its name is seen by whoever gets to see the refs of an app that is not theirs.
      if (app === 'secret') await clone.git('branch', this.sandbox.canary);
      const pushed = await clone.push('rack', '--all');
      if (pushed.code !== 0) throw new Error(`the first push of ${app} failed: ${pushed.stderr}`);
      if (app === 'hello') this.push = await goodPush(clone);
    }
  }
}

// Private

async function goodPush(clone: Clone): Promise<GoodPush> {
  const old = (await clone.git('rev-parse', 'HEAD')).stdout.trim();
  const fresh = await clone.commit({ more: Array.from({ length: 2000 }, (_, n) => n ** 2).join(' ') });
  const { folder } = clone;
  const path = join(folder, 'push.pack');
  await run([
    'sh',
    '-c',
    'printf "%s\\n^%s\\n" "$1" "$2" | git -C "$3" pack-objects --revs --stdout >"$4"',
    'sh',
    fresh,
    old,
    folder,
    path,
  ]);
  return { old, new: fresh, pack: await readFile(path) };
}
