import { fstatSync, readlinkSync, writeSync } from 'node:fs';
import { limitLogFile } from './log-file.ts';

/** Where a program says what it does: one line an event, time first. */
export interface Log {
  info(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** A log on standard error, each line with the program's name; causes with their stack. */
export function stderrLog(program: string): Log {
  let lines = 0;
  const write = (text: string) => {
    writeError(`${new Date().toISOString()} ${program}: ${text}\n`);
    lines += 1;
    if (lines % LINES_BETWEEN_LOOKS === 0) limitError();
  };
  return {
    info: write,
    error: (message, cause) => write(cause === undefined ? message : `${message}: ${stackOf(cause)}`),
  };
}

/** So many lines are written between looks at how large the file has become. */
const LINES_BETWEEN_LOOKS = 500;

/** Where Linux tells what file standard error goes to. */
const STDERR = '/proc/self/fd/2';

/** Not by `process.stderr`: a file on a full disk would end that stream for good, and the process with it. */
function writeError(text: string): void {
  try {
    writeSync(2, text);
  } catch (error) {
    // A pipe whose reader is slow takes the line later; what the disk does not take is lost.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') process.stderr.write(text);
  }
}

/** A program that runs for months must not fill the disk by what it tells. */
function limitError(): void {
  try {
    if (fstatSync(2).isFile()) limitLogFile(readlinkSync(STDERR));
  } catch {
    // Nothing is lost but room.
  }
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
