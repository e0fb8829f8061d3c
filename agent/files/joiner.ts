import type { FileEntry } from './entries.ts';

export interface JoinedLine {
  time: string;
  stream: 'stdout' | 'stderr';
  /** Without line feed. */
  text: string;
}

/** A line longer than this is told in parts. */
const LONGEST_LINE = 256 * 1024;
/**
 * The same for its form in JSON, where a control character takes six bytes: one of stdout, one of stderr and the rest of what
 * is read at once have to fit into a record.
 */
const LONGEST_JSON = 384 * 1024;
/** Ends every part of a line that goes on in the next one. */
export const CONTINUES = ' …(line goes on)';

/**
 * Joins the pieces that Docker cuts long lines into, stdout and stderr apart. What it answers depends on nothing but the
 * entries since it last was `isEmpty`, so that reading again from there gives the same lines.
 */
export class LineJoiner {
  private readonly open = new Map<FileEntry['stream'], OpenLine>();

  get isEmpty(): boolean {
    return this.open.size === 0;
  }

  /** The lines that this entry completes: none while a line is open, two at most. */
  push(entry: FileEntry): JoinedLine[] {
    const open = this.open.get(entry.stream);
    if (!open && entry.endsLine) return [{ time: entry.time, stream: entry.stream, text: entry.text }];
    const bytes = Buffer.byteLength(entry.text);
    if (open && overflows(open, bytes, entry.size)) {
      this.open.delete(entry.stream);
      return [part(entry.stream, open), ...this.push(entry)];
    }
    this.open.set(entry.stream, extend(open, entry, bytes));
    return entry.endsLine ? this.take(entry.stream) : [];
  }

  /** What is open at the end of a file that nobody will add to. */
  flush(): JoinedLine[] {
    return [...this.open.keys()].flatMap((stream) => this.take(stream));
  }

  // Private

  private take(stream: FileEntry['stream']): JoinedLine[] {
    const { time, texts } = this.open.get(stream) as OpenLine;
    this.open.delete(stream);
    return [{ time, stream, text: texts.join('') }];
  }
}

interface OpenLine {
  time: string;
  texts: string[];
  bytes: number;
  jsonBytes: number;
}

function overflows(open: OpenLine, bytes: number, jsonBytes: number): boolean {
  return open.bytes + bytes > LONGEST_LINE || open.jsonBytes + jsonBytes > LONGEST_JSON;
}

function extend(open: OpenLine | undefined, entry: FileEntry, bytes: number): OpenLine {
  const { time, texts, bytes: before, jsonBytes } = open ?? { time: entry.time, texts: [], bytes: 0, jsonBytes: 0 };
  texts.push(entry.text);
  return { time, texts, bytes: before + bytes, jsonBytes: jsonBytes + entry.size };
}

function part(stream: FileEntry['stream'], { time, texts }: OpenLine): JoinedLine {
  return { time, stream, text: texts.join('') + CONTINUES };
}
