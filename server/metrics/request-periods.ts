import type { Figures } from '../aws/cloudwatch.ts';
import type { Series } from './fold.ts';
import type { Range } from './range.ts';

/** What is asked of who counts by the minute: whole periods around a range, in seconds since 1970. */
export interface Period {
  from: number;
  to: number;
  seconds: number;
}

/** Seconds of the shortest period, and for how long a minute without figures may only be late. */
const MINUTE = 60;
const LATE = 120;

/** The periods that a range is told by: its own steps where they are whole minutes, else minutes. */
export function periodOf({ from, to, step }: Range): Period {
  const seconds = step % MINUTE === 0 ? step : MINUTE;
  return { from: Math.floor(from / seconds) * seconds, to: Math.ceil(to / seconds) * seconds, seconds };
}

/** Counts as a second's, for each step: 0 where nothing was counted, and null where that is not known yet. */
export function rates(counts: Figures, range: Range, { seconds }: Period, now: number): Series {
  return eachStep(range, seconds, (at) => {
    const count = counts.get(at);
    if (count === undefined) return at + seconds > now - LATE ? null : 0;
    // Of the period that runs, a part is counted.
    return count / Math.min(seconds, Math.max(now - at, 1));
  });
}

/** Seconds as milliseconds, for each step. */
export function milliseconds(times: Figures, range: Range, { seconds }: Period): Series {
  return eachStep(range, seconds, (at) => {
    const time = times.get(at);
    return time === undefined ? null : time * 1000;
  });
}

/** The figures of several groups as one, by what is done with two of the same period. */
export function together(all: readonly Figures[], join: (one: number, other: number) => number): Figures {
  const joined = new Map<number, number>();
  for (const [at, value] of all.flatMap((figures) => [...figures])) {
    const before = joined.get(at);
    joined.set(at, before === undefined ? value : join(before, value));
  }
  return joined;
}

// Private

/** Each step is told by the period in which it begins. */
function eachStep({ from, to, step }: Range, period: number, value: (at: number) => number | null): Series {
  const count = Math.round((to - from) / step);
  return Array.from({ length: count }, (_, index) => value(Math.floor((from + index * step) / period) * period));
}
