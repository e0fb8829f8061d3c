/** A line of Docker's json-file. A text without line feed at its end is a piece of a line. */
export function json(text: string, stream: 'stdout' | 'stderr' = 'stdout', nanosecond = 0): string {
  const time = `2026-11-22T21:31:00.${String(nanosecond).padStart(9, '0')}Z`;
  return `${JSON.stringify({ log: text, stream, time })}\n`;
}
