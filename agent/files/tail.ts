import type { RecordLine } from '../../wire/log-record.ts';
import { type JoinedLine, LineJoiner } from './joiner.ts';
import type { Chunk, LogFiles, Place } from './log-files.ts';

/** Where to go on after a restart: the place after a line, and that line's sequence. */
export interface Mark {
  place: Place;
  sequence: number;
}

export interface TailedLine {
  line: RecordLine;
  /** Undefined while another line is open: reading again from here would give other lines. */
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

  /** The lines that were written since; none when there are none now. */
  async next(): Promise<TailedLine[]> {
    for (let chunk = await this.files.read(); chunk; chunk = await this.files.read()) {
      const lines = this.number(chunk);
      if (lines.length > 0) return lines;
    }
    return [];
  }

  /** What was left open when the writer ended. */
  rest(): TailedLine[] {
    return this.joiner.flush().map((joined) => ({ line: this.numbered(joined), mark: undefined }));
  }

  /** From now on counts on from this number: lines are missing, and no number may be given twice. */
  skipTo(sequence: number): void {
    this.sequence = Math.max(this.sequence, sequence);
  }

  // Private

  private number({ entries, from }: Chunk): TailedLine[] {
    const lines: TailedLine[] = [];
    let { offset } = from;
    for (const entry of entries) {
      offset += entry.size;
      for (const joined of this.joiner.push(entry)) lines.push({ line: this.numbered(joined), mark: undefined });
      const last = lines.at(-1);
      if (last && this.joiner.isEmpty) last.mark = { place: { head: from.head, offset }, sequence: this.sequence };
    }
    return lines;
  }

  private numbered({ time, stream, message }: JoinedLine): RecordLine {
    this.sequence += 1;
    return { time, sequence: this.sequence, stream, message };
  }
}
