import { spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import Docker from 'dockerode';
import { poll } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import type { Journal } from './journal.ts';

/** Stops the machine's Docker engine and starts it again as it was: by systemd, or by its own command line. */
export async function restartEngine(journal: Journal): Promise<void> {
  const pid = engineProcess();
  const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  journal.note('the Docker engine is stopped');
  if (existsSync('/run/systemd/system')) await run(['systemctl', 'restart', 'docker']);
  else await startAgain(pid, argv);
  await poll(() => new Docker().ping().catch(() => undefined));
  journal.note('the Docker engine answers again');
}

// Private

function engineProcess(): number {
  const found = readdirSync('/proc').find((name) => /^\d+$/.test(name) && commandOf(name) === 'dockerd');
  if (!found) throw new Error('no dockerd runs on this machine');
  return Number(found);
}

/** The name of a process's program; of one that has ended meanwhile there is none. */
function commandOf(pid: string): string {
  try {
    return basename(readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
  } catch {
    return '';
  }
}

async function startAgain(pid: number, [command, ...args]: string[]): Promise<void> {
  const log = openSync(readlinkSync(`/proc/${pid}/fd/1`), 'a');
  process.kill(pid, 'SIGTERM');
  await poll(async () => (existsSync(`/proc/${pid}`) ? undefined : true));
  spawn(command as string, args, { detached: true, stdio: ['ignore', log, log] }).unref();
}
