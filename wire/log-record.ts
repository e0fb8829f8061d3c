/**
 * What an agent ships in one Kinesis record: many lines of one task, as NDJSON. The first line is the header, every
 * further line one log line with short names. The partition key is the task's id, so a task's lines keep their order.
 */
export interface LogRecord {
  app: string;
  process: string;
  release: string;
  /** The id at the end of the task's ARN. */
  task: string;
  lines: RecordLine[];
}

export interface RecordLine {
  /** RFC 3339 in UTC with the fraction that Docker noted, up to nanoseconds. */
  time: string;
  /** Rises by at least 1 from line to line of a task; a reader drops lines that are not above the last one it took. */
  sequence: number;
  /** Who wrote it: the process, or the agent about the process. */
  stream: 'stdout' | 'stderr' | 'agent';
  message: string;
}

const VERSION = 1;

/** The bytes of a record, UTF-8. */
export function writeLogRecord({ lines, ...header }: LogRecord): Buffer {
  const all = [
    { v: VERSION, ...header },
    ...lines.map(({ time, sequence, stream, message }) => ({ t: time, n: sequence, s: stream, m: message })),
  ];
  return Buffer.from(`${all.map((each) => JSON.stringify(each)).join('\n')}\n`);
}

/** The record in these bytes, or undefined when they are none of a known version: a reader skips what it cannot know. */
export function parseLogRecord(data: Uint8Array): LogRecord | undefined {
  try {
    const [header, ...lines] = Buffer.from(data)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    if (header.v !== VERSION) return undefined;
    const { app, process, release, task } = header;
    return {
      app,
      process,
      release,
      task,
      lines: lines.map(({ t, n, s, m }) => ({ time: t, sequence: n, stream: s, message: m })),
    };
  } catch {
    return undefined;
  }
}
