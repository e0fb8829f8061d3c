import type { LogRecord, RecordLine } from '../../wire/log-record.ts';
import type { BlockSpan } from './fitting.ts';
import { microseconds } from './format.ts';
import type { LogLine } from './logs.ts';

/** Whose lines they are, as readers see it. */
export interface Source {
  app: string;
  /** `web.1` */
  process: string;
  release: string | undefined;
}

/** The lines of a record as readers see them, numbered from `first`. */
export function linesOf({ lines }: Pick<LogRecord, 'lines'>, source: Source, first: number): LogLine[] {
  return lines.map((line, at) => lineOf(line, source, first + at));
}

/** A line of the platform, written now. */
export function platformLine(app: string, part: string, message: string): LogLine {
  const time = microseconds(new Date().toISOString());
  return { app, time, source: 'rack', process: part, release: undefined, message };
}

/** The words that stand for lines that are not there any more. */
export function skippedLine(app: string, count: number): LogLine {
  return platformLine(app, 'logs', `… ${count} lines skipped`);
}

/** The words that stand for a block of lines on disk that cannot be read. */
export function unreadableLine(app: string, { first, last, latest, process, release }: BlockSpan): LogLine {
  const message = `… lines that cannot be read: ${last - first + 1}`;
  return { app, time: latest, source: 'rack', process, release: release ?? undefined, message, number: last };
}

// Private

function lineOf({ time, stream, message }: RecordLine, { app, process, release }: Source, number: number): LogLine {
  const source = stream === 'agent' ? 'rack' : 'app';
  const line: LogLine = { app, time: microseconds(time), source, process, release, message, number };
  if (stream === 'stderr') line.stream = stream;
  return line;
}
