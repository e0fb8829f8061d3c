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

/**
 * What an agent ships in one Kinesis record: many lines of one container, as NDJSON. The first line is the header, every
 * further line one log line with short names. The partition key is the task's id, so a task's lines keep their order.
 */
export interface LogRecord extends LogOrigin {
  lines: RecordLine[];
}

/** What befell a container, where the agent tells of it; `lost` are lines that Docker dropped before they were read. */
export type TaskEvent = 'started' | 'stopped' | 'memory' | 'health' | 'lost';

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

/** Which count a line's sequence belongs to. A reader drops lines that are not above the last one it took of their count. */
export function countOf({ event }: RecordLine): TaskEvent | 'printed' {
  return event ?? 'printed';
}

const VERSION = 1;

/** The first line of a record, with its line end. */
export function writeHeader({ app, process, release, task, container }: LogOrigin): string {
  return `${JSON.stringify({ v: VERSION, app, process, release, task, container })}\n`;
}

/** A further line of a record, with its line end. */
export function writeLine({ time, sequence, stream, message, event }: RecordLine): string {
  return `${JSON.stringify({ t: time, n: sequence, s: stream, m: message, e: event })}\n`;
}

/** The bytes of a record, UTF-8. */
export function writeLogRecord({ lines, ...origin }: LogRecord): Buffer {
  return Buffer.from(writeHeader(origin) + lines.map(writeLine).join(''));
}

/** The record in these bytes, or undefined when they are none of a known version: a reader skips what it cannot know. */
export function parseLogRecord(data: Uint8Array): LogRecord | undefined {
  try {
    const [header, ...lines] = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    if (header.v !== VERSION) return undefined;
    const { app, process, release, task, container } = header;
    return { app, process, release, task, container, lines: lines.map(parseLine) };
  } catch {
    return undefined;
  }
}

// Private

function parseLine({ t, n, s, m, e }: { t: string; n: number; s: RecordLine['stream']; m: string; e?: TaskEvent }) {
  const line: RecordLine = { time: t, sequence: n, stream: s, message: m };
  if (e !== undefined) line.event = e;
  return line;
}
