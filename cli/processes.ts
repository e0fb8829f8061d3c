import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { poll } from '../lib/retry.ts';
import type { Home } from './home.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

/** `stopped` was ended by `rack down` or never started; `dead` ended without being told to. */
export type ProcessState = 'running' | 'stopped' | 'dead';

export interface ProcessStatus {
  name: string;
  pid: number | null;
  state: ProcessState;
}

/** What is written down of a process that was started. */
export interface ProcessRecord extends ProcessIdentity {
  /** Tells whether it was started with the code and settings of now. */
  fingerprint: string;
  /** Where its health can be asked, when that is a port chosen at its start. */
  healthPort?: number;
}

/** Milliseconds a process has to end by itself before it is killed. */
const STOP_GRACE = 15_000;

/** The host processes of one rack: started detached, known by their pid files, logging to files. */
export class Processes {
  private readonly home: Home;

  constructor(home: Home) {
    this.home = home;
  }

  /** What was written down of the process, while it runs. */
  running(name: string): ProcessRecord | undefined {
    const record = this.record(name);
    return record && isAlive(record) ? record : undefined;
  }

  status(name: string): ProcessStatus {
    const record = this.record(name);
    if (!record) return { name, pid: null, state: 'stopped' };
    return isAlive(record) ? { name, pid: record.pid, state: 'running' } : { name, pid: null, state: 'dead' };
  }

  /** Starts `node <entry>` as a session of its own, so that it outlives this program and its terminal. */
  start(
    name: string,
    entry: string,
    env: NodeJS.ProcessEnv,
    notes: { fingerprint: string; healthPort?: number },
  ): void {
    mkdirSync(this.home.run, { recursive: true, mode: 0o700 });
    mkdirSync(this.home.logs, { recursive: true, mode: 0o700 });
    const log = openSync(this.logPath(name), 'a', 0o600);
    const child = spawn(process.execPath, ['--enable-source-maps', entry], {
      cwd: this.home.path,
      env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.on('error', () => {});
    child.unref();
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (!identity) throw new Failure('process_not_started', `${name} could not be started.`, { blame: 'rack' });
    this.write(name, { ...identity, ...notes });
  }

  /** Asks it to end, kills it when it does not, and answers when it is gone. */
  async stop(name: string): Promise<boolean> {
    const record = this.running(name);
    if (record) {
      send(record, 'SIGTERM');
      await gone(record, STOP_GRACE).catch(() => {
        send(record, 'SIGKILL');
        return gone(record, STOP_GRACE);
      });
    }
    rmSync(this.pidPath(name), { force: true });
    return record !== undefined;
  }

  logPath(name: string): string {
    return join(this.home.logs, `${name}.log`);
  }

  // Private

  private record(name: string): ProcessRecord | undefined {
    try {
      return JSON.parse(readFileSync(this.pidPath(name), 'utf8')) as ProcessRecord;
    } catch {
      return undefined;
    }
  }

  private write(name: string, record: ProcessRecord): void {
    const fresh = `${this.pidPath(name)}.new`;
    writeFileSync(fresh, `${JSON.stringify(record)}\n`);
    renameSync(fresh, this.pidPath(name));
  }

  private pidPath(name: string): string {
    return join(this.home.run, `${name}.pid`);
  }
}

// Private

function send(record: ProcessRecord, signal: NodeJS.Signals): void {
  if (!isAlive(record)) return;
  try {
    process.kill(record.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function gone(record: ProcessRecord, within: number): Promise<void> {
  const pace = { first: 5, factor: 1.3, most: 100 };
  await poll(async () => (isAlive(record) ? undefined : true), { pace, signal: AbortSignal.timeout(within) });
}
