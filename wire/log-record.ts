import { promisify } from 'node:util';
import { gunzipSync, gzipSync, gzip as gzipWithCallback } from 'node:zlib';

/** Whose lines a record holds. */
export interface LogOrigin {
  app: string;
  process: string;
  release: string;
  /** The id at the end of the task's ARN. */
  task: string;
  /** The id of the container that the lines came out of; a task may have several. */
  container: string;
}

/** What an agent ships in one Kinesis record: many lines of one container. docs/stream.md tells the format. */
export interface LogRecord extends LogOrigin {
  lines: RecordLine[];
}

/**
 * What befell a container, where the agent tells of it; `lost` are lines that were gone before they were read, and
 * `elsewhere` is the log of a container that Docker keeps where no agent reads it.
 */
export type TaskEvent = 'started' | 'stopped' | 'memory' | 'health' | 'lost' | 'elsewhere';

export interface RecordLine {
  /** RFC 3339 in UTC with the fraction that Docker noted, up to nanoseconds. */
  time: string;
  /**
   * Rises by at least 1 from line to line of a container, and is the same when a line is sent again. What the process
   * prints has one count; each kind of event has a count of its own, which knows nothing of the others (`countOf`).
   */
  sequence: number;
  /** Who wrote it: the process, or the agent about the process. */
  stream: 'stdout' | 'stderr' | 'agent';
  message: string;
  /** Lines of the agent have it, and only they. */
  event?: TaskEvent;
}

/** A line of a record's body: what Docker writes to its json-file, with a number where that does not follow by itself. */
export interface RecordEntry {
  /** With its line end. */
  log: string;
  stream: RecordLine['stream'];
  time: string;
  n?: number;
  event?: TaskEvent;
}

/** Which count a line's sequence belongs to. A reader drops lines that are not above the last one it took of their count. */
export function countOf({ event }: RecordLine): TaskEvent | 'printed' {
  return event ?? 'printed';
}

/** A body may have so many bytes, so that a record fits into the 1 MiB of Kinesis even where it does not get smaller. */
export const MOST_BODY_BYTES = 900 * 1024;

/** A line of a record's body, with its line end. */
export function writeEntry(entry: RecordEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** A line of the agent for a record's body. */
export function writeEvent({ time, sequence, stream, message, event }: RecordLine): string {
  return writeEntry({ log: withEnd(message), stream, time, n: sequence, ...(event && { event }) });
}

/** The record of a body, compressed beside the event loop where it is large. `first` is the number of its first printed line. */
export async function packLogRecord(origin: LogOrigin, first: number | undefined, body: Buffer): Promise<Buffer> {
  if (body.length < LEAST_TO_COMPRESS) return Buffer.concat([writeHeader(origin, first), body]);
  const packed = body.length < LEAST_TO_WAIT_FOR ? gzipSync(body, SMALL) : await gzip(body, QUICKLY);
  return Buffer.concat([writeHeader(origin, first, 'gzip'), packed]);
}

/** The bytes of a record whose lines are at hand: its body is no larger than the one of an agent that they came in. */
export function writeLogRecord({ lines, ...origin }: LogRecord): Buffer {
  const first = lines.find(({ event }) => event === undefined)?.sequence;
  const body = Buffer.from(lines.map(writerFrom(first)).join(''));
  if (body.length < LEAST_TO_COMPRESS) return Buffer.concat([writeHeader(origin, first), body]);
  return Buffer.concat([writeHeader(origin, first, 'gzip'), gzipSync(body, QUICKLY)]);
}

/**
 * The record in these bytes, or undefined when they are none of a known version: a reader skips what it cannot know. A body of
 * more than `most` bytes is none, unless the reader knows who packed it.
 */
export function parseLogRecord(data: Uint8Array, most = MOST_BODY_BYTES): LogRecord | undefined {
  try {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const end = bytes.indexOf(LINE_FEED);
    const { v, app, process, release, task, container, n, encoding } = JSON.parse(bytes.toString('utf8', 0, end));
    const read = v === 2 ? readerFrom(n) : v === 1 ? readVersion1 : undefined;
    if (!read) return undefined;
    const lines = linesOf(bodyOf(bytes.subarray(end + 1), encoding, most)).map((line) => read(JSON.parse(line)));
    return { app, process, release, task, container, lines };
  } catch {
    return undefined;
  }
}

// Private

const LINE_FEED = 0x0a;
/** Less than this is sent as it is: Kinesis counts records and not bytes of such. */
const LEAST_TO_COMPRESS = 1024;
/** The lowest level: the next ones take a third longer, and make logs but a twentieth smaller. */
const QUICKLY = { level: 1 };
/** Less than this is compressed at once, in 50 us: to have another thread do it takes thrice that, and 256 KiB a record. */
const LEAST_TO_WAIT_FOR = 16 * 1024;
const SMALL = { ...QUICKLY, windowBits: 13, memLevel: 6, chunkSize: 4096 };

const gzip = promisify<Buffer, { level: number }, Buffer>(gzipWithCallback);

function writeHeader(
  { app, process, release, task, container }: LogOrigin,
  n: number | undefined,
  encoding?: 'gzip',
): Buffer {
  return Buffer.from(`${JSON.stringify({ v: 2, app, process, release, task, container, n, encoding })}\n`);
}

/** The text of a body. No reader is filled by what unpacks to more than any agent packs. */
function bodyOf(bytes: Buffer, encoding: unknown, maxOutputLength: number): string {
  if (encoding === undefined) return bytes.toString();
  if (encoding !== 'gzip') throw new RangeError(`the encoding ${encoding} is not known`);
  return gunzipSync(bytes, { maxOutputLength }).toString();
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.trimEnd().split('\n');
}

/** Writes one line after the other; printed lines that count up have no number. */
function writerFrom(first: number | undefined): (line: RecordLine) => string {
  let next = first;
  return (line) => {
    if (line.event !== undefined) return writeEvent(line);
    const isNext = line.sequence === next;
    next = line.sequence + 1;
    if (!isNext) return writeEvent(line);
    return writeEntry({ log: withEnd(line.message), stream: line.stream, time: line.time });
  };
}

/** Reads one entry after the other; printed lines without a number count up. */
function readerFrom(first: number): (entry: RecordEntry) => RecordLine {
  let next = first;
  return ({ log, stream, time, n, event }) => {
    if (event !== undefined) return { time, sequence: n as number, stream, message: withoutEnd(log), event };
    const sequence = n ?? next;
    next = sequence + 1;
    return { time, sequence, stream, message: withoutEnd(log) };
  };
}

/** A message that ends in a carriage return keeps it. */
function withEnd(message: string): string {
  return message.endsWith('\r') ? `${message}\r\n` : `${message}\n`;
}

/** Terminals write a carriage return, too. */
function withoutEnd(log: string): string {
  return log.endsWith('\r\n') ? log.slice(0, -2) : log.slice(0, -1);
}

function readVersion1({ t, n, s, m, e }: Version1Line): RecordLine {
  const line: RecordLine = { time: t, sequence: n, stream: s, message: m };
  if (e !== undefined) line.event = e;
  return line;
}

interface Version1Line {
  t: string;
  n: number;
  s: RecordLine['stream'];
  m: string;
  e?: TaskEvent;
}
