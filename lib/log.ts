import { writeSync } from 'node:fs';

/** Where a program says what it does: one line an event, time first. */
export interface Log {
  info(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** A log on standard error, each line with the program's name; causes with their stack. */
export function stderrLog(program: string): Log {
  const write = (text: string) => writeError(`${new Date().toISOString()} ${program}: ${text}\n`);
  return {
    info: write,
    error: (message, cause) => write(cause === undefined ? message : `${message}: ${stackOf(cause)}`),
  };
}

/** Not by `process.stderr`: a file on a full disk would end that stream for good, and the process with it. */
function writeError(text: string): void {
  try {
    writeSync(2, text);
  } catch (error) {
    // A pipe whose reader is slow takes the line later; what the disk does not take is lost.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') process.stderr.write(text);
  }
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
