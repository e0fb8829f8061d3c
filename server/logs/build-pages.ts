import type { Build } from '../model/build.ts';
import type { BuildLogs } from './build-logs.ts';
import { microseconds } from './format.ts';
import type { LogLine, LogPage } from './logs.ts';
import { TextPage } from './page.ts';
import { untilThen } from './pages.ts';
import type { Reading } from './reading.ts';

/**
 * The pages of a build's log that a reading is about, as if they were an app's: a line's number is its place in the log. With
 * `follow` it goes on until the build ends. Throws when the log is not kept any more.
 */
export async function* buildPages(
  logs: Pick<BuildLogs, 'read'>,
  build: Pick<Build, 'app' | 'id'>,
  { query, follow }: Reading,
  signal: AbortSignal,
): AsyncGenerator<LogPage> {
  const { num, since, until, after, fits } = query;
  const end = follow && until !== undefined ? untilThen(until, signal) : signal;
  const isAsked = (line: LogLine) =>
    (since === undefined || line.time >= since) && (until === undefined || line.time < until) && (fits?.(line) ?? true);
  const read = { logs, build, isAsked };
  const start = num === undefined ? 0 : await beforeLast(read, num, signal);
  try {
    for await (const line of linesOf(read, { follow, signal: end }))
      if ((line.number as number) > Math.max(start, after ?? 0)) yield new TextPage([line], line.number as number);
  } catch (error) {
    if (signal.aborted || !end.aborted) throw error;
  }
}

// Private

interface Read {
  logs: Pick<BuildLogs, 'read'>;
  build: Pick<Build, 'app' | 'id'>;
  isAsked: (line: LogLine) => boolean;
}

async function* linesOf(
  { logs, build: { app, id }, isAsked }: Read,
  options: { follow: boolean; signal: AbortSignal },
): AsyncGenerator<LogLine> {
  let number = 0;
  for await (const { at, text } of logs.read(app, id, options)) {
    number += 1;
    const time = microseconds(at);
    const line: LogLine = { app, time, source: 'rack', process: 'build', release: undefined, message: text, number };
    if (isAsked(line)) yield line;
  }
}

/** The number of the line before the last so many, of those that are there by now. */
async function beforeLast(read: Read, num: number, signal: AbortSignal): Promise<number> {
  const numbers: number[] = [0];
  for await (const { number } of linesOf(read, { follow: false, signal })) {
    numbers.push(number as number);
    if (numbers.length > num + 1) numbers.shift();
  }
  return numbers[0] as number;
}
