import type { BuildLine } from '../../../../server/logs/build-log.ts';

/** All lines of a build's log. */
export async function linesOf(log: AsyncIterable<BuildLine>): Promise<BuildLine[]> {
  const lines: BuildLine[] = [];
  for await (const line of log) lines.push(line);
  return lines;
}

/** All lines of a build's log, without their times. */
export async function textsOf(log: AsyncIterable<BuildLine>): Promise<string[]> {
  return (await linesOf(log)).map(({ text }) => text);
}
