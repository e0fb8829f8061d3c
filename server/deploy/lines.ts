import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../../lib/failure.ts';
import type { LogLine, Logs } from '../logs/logs.ts';
import type { Output } from './output.ts';

/** How long the last lines of something that ended may be on their way, and how long a silence tells that all came. */
const LATEST_MS = 2000;
const QUIET_MS = 500;

export interface Printing {
  /** Waits for the lines that are still on their way, then stops. */
  finish(): Promise<void>;
  stop(): void;
}

/** Shows what these processes or phases of a release print, as `web.1: text`, while it starts. */
export function printLines(
  logs: Logs,
  { app, release, processes }: { app: string; release: string; processes: readonly string[] },
  output: Output,
): Printing {
  const stop = new AbortController();
  let lastAt = Date.now();
  const print = async () => {
    for await (const line of logs.follow(app, { release }, stop.signal)) {
      if (!isOwn(line, processes)) continue;
      lastAt = Date.now();
      output.line(`${line.process}: ${line.message}`);
    }
  };
  const done = print().catch((error) => {
    if (!isAbort(error) && !stop.signal.aborted) output.warn('The log of the new release cannot be shown now.');
  });
  const finish = async () => {
    lastAt = Date.now();
    const end = lastAt + LATEST_MS;
    while (Date.now() < end && Date.now() - lastAt < QUIET_MS) await sleep(20);
    stop.abort();
    await done;
  };
  return { finish, stop: () => stop.abort() };
}

/** What the app itself printed in one of these processes, whose copies are numbered (`web.1`). */
function isOwn({ source, process }: LogLine, processes: readonly string[]): boolean {
  return source === 'app' && processes.includes(process.replace(/\.\d+$/, ''));
}
