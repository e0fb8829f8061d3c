/** Where a program says what it does: one line an event, time first. */
export interface Log {
  info(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** A log on standard error, each line with the program's name; causes with their stack. */
export function stderrLog(program: string): Log {
  const write = (text: string) => process.stderr.write(`${new Date().toISOString()} ${program}: ${text}\n`);
  return {
    info: write,
    error: (message, cause) => write(cause === undefined ? message : `${message}: ${stackOf(cause)}`),
  };
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
