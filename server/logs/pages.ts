import { timeLimited } from '../../lib/time-limit.ts';
import type { LogPage, Logs } from './logs.ts';
import type { Reading } from './reading.ts';

/** Milliseconds for which a reading that follows until a time waits for lines of that time, which are still on their way. */
const UNDER_WAY = 2000;

/** The longest that a timer of Node.js can be, some 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The pages of a log that a reading is about: of what is kept, and with `follow` of what comes. */
export function readPages(
  logs: Pick<Logs, 'kept' | 'pages'>,
  name: string,
  { query, follow }: Reading,
  signal: AbortSignal,
): AsyncIterable<LogPage> {
  const { until } = query;
  if (!follow) return logs.kept(name, query, signal);
  return logs.pages(name, query, until === undefined ? signal : untilThen(until, signal, UNDER_WAY));
}

/** Aborts with the signal, and so many milliseconds after that time. */
export function untilThen(until: string, signal: AbortSignal, after = 0): AbortSignal {
  const wait = Date.parse(until) - Date.now() + after;
  return timeLimited(signal, Math.max(0, Math.min(wait, LONGEST_TIMER)));
}
