import type { LogLine } from '../../logs/logs.ts';
import type { Batch, DrainLine } from './receiver.ts';

/** What is sent in one piece at most: receivers take no more, and a try that fails is repeated whole. */
const MOST = { lines: 1000, bytes: 1024 * 1024 };

/** Part of a page of the log, as it is sent. */
export interface Portion extends Batch {
  /** The number of the last line that was looked at. */
  last: number;
  /** Lines that are not kept any more, between those before it and the first one that was looked at. */
  missed: number;
}

export interface Cut {
  /** The number of the last line before the page. */
  after: number;
  wants(line: LogLine): boolean;
}

/** Cuts a page in portions. Numbers have no gaps but where lines were dropped from the history. */
export function* portions(page: readonly LogLine[], { after, wants }: Cut): Generator<Portion> {
  let portion = begin(after);
  let bytes = 0;
  for (const line of page) {
    // What the history says of lines that are not there has no number.
    if (line.number === undefined) continue;
    const size = Buffer.byteLength(line.message);
    if (portion.lines.length >= MOST.lines || (bytes > 0 && bytes + size > MOST.bytes)) {
      yield portion;
      portion = begin(portion.last);
      bytes = 0;
    }
    portion.missed += Math.max(0, line.number - portion.last - 1);
    portion.last = line.number;
    if (!wants(line)) continue;
    portion.lines.push(line as DrainLine);
    bytes += size;
  }
  yield portion;
}

// Private

function begin(after: number): Portion & { lines: DrainLine[] } {
  return { after, last: after, missed: 0, lines: [] };
}
