import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { run } from '../../lib/run.ts';
import type { GitServer, Test } from './server.ts';

/** Where a rack's doors are, as `rack-server` prints it. */
interface Doors {
  sshPort: number;
  /** The client's command, with its key. */
  ssh: string;
  /** What URLs begin with, with a token in it. */
  http: string;
}

/** A rack that runs as a process of its own, with fake deploys. */
export class RackServer {
  readonly ssh: GitServer;
  readonly http: GitServer;
  readonly doors: Doors;
  private readonly pid: number;

  private constructor(doors: Doors, pid: number) {
    this.doors = doors;
    this.pid = pid;
    this.ssh = {
      name: 'rack, ssh',
      url: (app) => `ssh://git@127.0.0.1:${doors.sshPort}/${app}`,
      env: { GIT_SSH_COMMAND: doors.ssh },
      make: async () => {},
      remove: (app) => this.remove(app),
    };
    this.http = { ...this.ssh, name: 'rack, http', url: (app) => `${doors.http}${app}`, env: {} };
  }

  /** Starts it with its data below TMPDIR. */
  static async start(t: Test): Promise<RackServer> {
    const file = fileURLToPath(new URL(`./rack-server${import.meta.url.slice(-3)}`, import.meta.url));
    const child = spawn(process.execPath, [...process.execArgv, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.teardown(async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    });
    const [line] = await once(createInterface(child.stdout), 'line');
    return new RackServer(JSON.parse(line as string), child.pid as number);
  }

  /** MiB of memory that are its own now, and at most since `forgetPeak`. */
  async memory(): Promise<{ now: number; peak: number }> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: of('VmRSS'), peak: of('VmHWM') };
  }

  async forgetPeak(): Promise<void> {
    await writeFile(`/proc/${this.pid}/clear_refs`, '5');
  }

  /** Seconds of processor time that the process has had, without the git it started. */
  async processorTime(): Promise<number> {
    const stat = (await readFile(`/proc/${this.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    return (Number(stat[11]) + Number(stat[12])) / TICKS;
  }

  // Private

  private async remove(app: string): Promise<void> {
    const [command, ...args] = this.doors.ssh.split(' ') as [string, ...string[]];
    await run([command, ...args, 'git@127.0.0.1', `destroy ${app} --confirm ${app}`]);
  }
}

/** Ticks of /proc a second, the same on all machines that Linux runs on here. */
const TICKS = 100;
