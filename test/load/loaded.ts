import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { poll } from '../../lib/retry.ts';
import { Clone, type Remote } from '../integration/server/clone.ts';
import type { Facts, Patience, Started } from './server.ts';

const SERVER = fileURLToPath(new URL(`./server${extname(import.meta.url)}`, import.meta.url));

/** Milliseconds between two looks at the memory. */
const SAMPLE = 100;

export const DOORS = ['ssh', 'http'] as const;
export type DoorName = (typeof DOORS)[number];

/** All that a server holds, in numbers: counted before a load and after it. */
export type Holdings = Record<string, number>;

/** A server of its own process, whose memory, processes and files are watched from outside. */
export class LoadedServer {
  /** Where clients have their clones. */
  readonly clients: string;
  private readonly child: ChildProcess;
  private readonly started: Started;

  private constructor(child: ChildProcess, started: Started, clients: string) {
    this.child = child;
    this.started = started;
    this.clients = clients;
  }

  static async start(patience: Patience = {}): Promise<LoadedServer> {
    const execArgv = ['--expose-gc', ...process.execArgv.filter((each) => !each.startsWith('--test'))];
    const child = fork(SERVER, [JSON.stringify(patience)], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)));
    const [started] = (await Promise.race([once(child, 'message'), failed])) as [Started];
    failed.catch(() => {});
    return new LoadedServer(child, started, await mkdtemp(join(tmpdir(), 'rack-load-')));
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
    await rm(this.clients, { recursive: true, force: true, maxRetries: 3 });
  }

  port(door: DoorName): number {
    return door === 'ssh' ? this.started.sshPort : this.started.httpPort;
  }

  remote(door: DoorName, app: string, port = this.port(door)): Remote {
    const { ssh, token } = this.started;
    if (door === 'ssh') return { url: `ssh://git@127.0.0.1:${port}/${app}`, env: { GIT_SSH_COMMAND: ssh } };
    return { url: `http://git:${token}@127.0.0.1:${port}/${app}`, env: {} };
  }

  /** A repository whose objects are not worth compressing, with a remote for this app. */
  async clone(door: DoorName, app: string, files: Record<string, string | Buffer>): Promise<Clone> {
    const clone = await Clone.make(this.clients, this.remote(door, app), {});
    await clone.git('config', 'core.compression', '0');
    if (Object.keys(files).length > 0) await clone.commit(files);
    return clone;
  }

  /** Does the work; answers by how many MiB the server's memory was above what it was before, at most. */
  async growth<T>(work: () => Promise<T>): Promise<{ answer: T; mib: number }> {
    const before = await this.memory();
    let most = before;
    const timer = setInterval(async () => {
      most = Math.max(most, await this.memory().catch(() => 0));
    }, SAMPLE);
    try {
      return { answer: await work(), mib: Math.round((most - before) * 10) / 10 };
    } finally {
      clearInterval(timer);
    }
  }

  /** What went wrong inside of the server since it was asked last. */
  async troubles(): Promise<string[]> {
    return (await this.facts()).troubles;
  }

  async holdings(): Promise<Holdings> {
    const { sessions, resources, troubles } = await this.facts();
    this.heard.push(...troubles);
    const { pid } = this.child;
    const git = await this.gitProcesses();
    const files = await this.temporaryFiles();
    return {
      ...(await descriptors(pid as number)),
      ...prefixed('awake for ', resources),
      sessions,
      git,
      'temporary files': files,
    };
  }

  /** Troubles that were heard of while holdings were counted. */
  readonly heard: string[] = [];

  /** Resolves, with what is too much, when the server holds no more than before, or the time (in milliseconds) is over. */
  async excess(before: Holdings, patience: number): Promise<Holdings> {
    const more = async () => {
      const now = Object.entries(await this.holdings());
      return Object.fromEntries(now.filter(([kind, count]) => count > (before[kind] ?? 0)));
    };
    const look = async () => (Object.keys(await more()).length === 0 ? {} : undefined);
    return poll(look, { signal: AbortSignal.timeout(patience) }).catch(more);
  }

  // Private

  private async facts(): Promise<Facts> {
    this.child.send('facts');
    const [facts] = (await once(this.child, 'message', { signal: AbortSignal.timeout(60_000) })) as [Facts];
    return facts;
  }

  /** MiB that are the process's own. */
  private async memory(): Promise<number> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  }

  private async gitProcesses(): Promise<number> {
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
    return lines.filter((line) => line.includes(join(this.started.folder, 'repos'))).length;
  }

  private async temporaryFiles(): Promise<number> {
    const names = await readdir(join(this.started.folder, 'repos'), { recursive: true });
    return names.filter((name) => /tmp_|incoming|\.lock$/.test(name)).length;
  }
}

// Private

/** Open descriptors by kind: files by their name, the rest (`socket`, `pipe`) by that word. */
async function descriptors(pid: number): Promise<Holdings> {
  const count: Holdings = {};
  for (const id of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${id}`).catch(() => undefined);
    if (target) count[`open ${target.split(':')[0]}`] = (count[`open ${target.split(':')[0]}`] ?? 0) + 1;
  }
  return count;
}

function prefixed(prefix: string, counts: Record<string, number>): Holdings {
  return Object.fromEntries(Object.entries(counts).map(([kind, count]) => [prefix + kind, count]));
}
