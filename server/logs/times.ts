import type { LogLine } from './logs.ts';

/** The times of the earliest and of the latest of some lines, which are mostly in order, but need not be. */
export function timesOf(lines: readonly LogLine[]): { earliest: string; latest: string } {
  let earliest = lines[0]!.time;
  let latest = earliest;
  for (const { time } of lines) {
    if (time < earliest) earliest = time;
    else if (time > latest) latest = time;
  }
  return { earliest, latest };
}
