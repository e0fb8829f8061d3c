import type { LogLine, LogQuery } from './logs.ts';

/** What is known of a block of lines without looking into it. */
export interface BlockSpan {
  /** The numbers of its first and last line. */
  first: number;
  last: number;
  /** The times of its earliest and latest line. */
  earliest: string;
  latest: string;
  process: string;
  release: string | null;
}

/** Says of a line whether a query is about it. */
export function fitting({ since, until, process, release, filter, fits }: LogQuery): (line: LogLine) => boolean {
  return (line) =>
    (since === undefined || line.time >= since) &&
    (until === undefined || line.time < until) &&
    (process === undefined || isOf(line.process, process)) &&
    (release === undefined || line.release === release) &&
    (filter === undefined || line.message.includes(filter)) &&
    (fits === undefined || fits(line));
}

/** Whether a block may have a line that a query is about. */
export function mayHold(block: BlockSpan, { since, until, process, release, after }: LogQuery): boolean {
  return (
    (since === undefined || block.latest >= since) &&
    (until === undefined || block.earliest < until) &&
    (process === undefined || isOf(block.process, process)) &&
    (release === undefined || block.release === release) &&
    (after === undefined || block.last > after)
  );
}

/** Whether a query is about every line behind a number. */
export function isPlain({ since, until, process, release, filter, fits }: LogQuery): boolean {
  return [since, until, process, release, filter, fits].every((each) => each === undefined);
}

// Private

/** `web` is all of `web.1`, `web.2`; it is not `webhook.1`. */
function isOf(copy: string, process: string): boolean {
  return copy === process || (copy.startsWith(process) && copy[process.length] === '.');
}
