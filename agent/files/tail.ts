import { writeEntry } from '../../wire/log-record.ts';
import { plainLines, readEntry } from './entries.ts';
import { type JoinedLine, LineJoiner } from './joiner.ts';
import type { Chunk, LogFiles, Place } from './log-files.ts';

/** Where to go on after a restart: the place after a line, and that line's sequence. */
export interface Mark {
  place: Place;
  sequence: number;
}

/** Lines that follow each other, as a record carries them. */
export interface TailedLines {
  bytes: Buffer;
  /** The sequence of the first; the others count up from there. */
  first: number;
  count: number;
  /** After the last line where none was open, for reading from there gives other lines otherwise; undefined where one was. */
  mark: Mark | undefined;
}

/** Reads a container's log files as numbered lines. */
export class Tail {
  private readonly files: LogFiles;
  private readonly joiner = new LineJoiner();
  private sequence: number;

  /** `sequence` is the number of the last line before. */
  constructor(files: LogFiles, sequence: number) {
    this.files = files;
    this.sequence = sequence;
  }

  /** The lines that were written since; undefined when there are none now. */
  async next(): Promise<TailedLines | undefined> {
    for (let chunk = await this.files.read(); chunk; chunk = await this.files.read()) {
      const lines = this.linesOf(chunk);
      if (lines) return lines;
    }
    return undefined;
  }

  /** What was left open when the writer ended. */
  rest(): TailedLines | undefined {
    const joined = this.joiner.flush();
    return this.number(joined.map(write), joined.length);
  }

  /** From now on counts on from this number: lines are missing, and no number may be given twice. */
  skipTo(sequence: number): void {
    this.sequence = Math.max(this.sequence, sequence);
  }

  // Private

  private linesOf({ bytes, from }: Chunk): TailedLines | undefined {
    const text = bytes.toString('latin1');
    const parts: Buffer[] = [];
    let [count, at] = [0, 0];
    let safe: { offset: number; sequence: number } | undefined;
    while (at < bytes.length) {
      const taken = this.take(bytes, text, at);
      parts.push(...taken.parts);
      count += taken.count;
      at = taken.end;
      if (this.joiner.isEmpty) safe = { offset: from.offset + at, sequence: this.sequence + count };
    }
    const mark = safe && { place: { head: from.head, offset: safe.offset }, sequence: safe.sequence };
    return this.number(parts, count, mark);
  }

  /** Whole lines as they are, or else one entry. */
  private take(bytes: Buffer, text: string, from: number): { parts: Buffer[]; count: number; end: number } {
    const plain = this.joiner.isEmpty ? plainLines(text, from) : { count: 0, end: from };
    if (plain.count > 0) return { ...plain, parts: [bytes.subarray(from, plain.end)] };
    const end = text.indexOf('\n', from) + 1;
    const entry = readEntry(bytes.subarray(from, end));
    const parts = entry ? this.joiner.push(entry).map(write) : [];
    return { parts, count: parts.length, end };
  }

  private number(parts: Buffer[], count: number, mark?: Mark): TailedLines | undefined {
    if (count === 0) return undefined;
    const first = this.sequence + 1;
    this.sequence += count;
    return { bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts), first, count, mark };
  }
}

function write({ time, stream, text }: JoinedLine): Buffer {
  return Buffer.from(writeEntry({ log: `${text}\n`, stream, time }));
}
