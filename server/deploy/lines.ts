import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../../lib/failure.ts';
import type { LogLine, Logs } from '../logs/logs.ts';
import { RELEASE_PHASE } from '../model/procfile.ts';
import type { Output } from './output.ts';

/** How long the last lines of something that ended may be on their way, and how long a silence tells that all came. */
const LATEST_MS = 2000;
const QUIET_MS = 500;

export interface Printing {
  /** Waits for the lines that are still on their way, then stops. */
  finish(): Promise<void>;
  stop(): void;
}

/** Shows what the processes of a release print, as `web.1: text`, while it starts. */
export function printLines(
  logs: Logs,
  which: { app: string; release: string; process?: string },
  output: Output,
): Printing {
  const { app, ...query } = which;
  const stop = new AbortController();
  let lastAt = Date.now();
  const print = async () => {
    for await (const line of logs.follow(app, query, stop.signal)) {
      lastAt = Date.now();
      if (isOwn(line, query.process)) output.line(`${line.process}: ${line.message}`);
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

/** What the app itself printed; the release phase only where it was asked for. */
function isOwn(line: LogLine, process: string | undefined): boolean {
  return line.source === 'app' && (process !== undefined || !line.process.startsWith(`${RELEASE_PHASE}.`));
}
