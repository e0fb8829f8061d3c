import { Failure } from '../../lib/failure.ts';

/** Seconds between the samples of agents, and how long they are kept as they came. */
export const FINE = 10;
export const FINE_KEPT = 24 * 60 * 60;

/** Seconds of a coarse value, and how long those are kept. */
export const COARSE = 300;
export const COARSE_KEPT = 14 * 24 * 60 * 60;

/** What somebody wants to see. */
export interface RangeWish {
  since?: Date | undefined;
  until?: Date | undefined;
  /** Seconds; one that fits is chosen unless told. */
  step?: number | undefined;
}

/** A time in steps: in seconds since 1970, `from` and `to` are multiples of `step`. */
export interface Range {
  from: number;
  to: number;
  step: number;
  /** The step of what is kept that it is told by: `FINE`, or `COARSE` where it goes further back. */
  source: number;
}

/** What is shown unless told. */
const USUAL = 60 * 60;

/** The steps that are chosen from, so that there are so many at most. */
const STEPS = [10, 30, 60, 300, 900, 3600, 4 * 3600];
const FEW = 400;

/** The most that anybody gets. */
const MOST = 10_000;

/** The range that is wished for, cut to what is kept. Throws a `Failure` `bad_range` for one that is none. */
export function rangeOf({ since, until, step }: RangeWish, now = new Date()): Range {
  const present = secondsOf(now);
  const end = Math.min(until ? secondsOf(until) : present, present);
  const begin = Math.max(since ? secondsOf(since) : end - USUAL, present - COARSE_KEPT);
  if (begin >= end) throw bad(`It would begin at ${timeOf(begin)} and end at ${timeOf(end)}.`);
  const source = begin < present - FINE_KEPT ? COARSE : FINE;
  const range = inSteps(begin, end, step ?? stepFor(end - begin, source), source);
  const count = (range.to - range.from) / range.step;
  if (count > MOST) throw bad(`It would have ${count} steps, and ${MOST} are the most.`);
  return range;
}

/** RFC 3339 of seconds since 1970. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

// Private

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** What is not told yet at the end is left out, but for the part of a longer step that is there. */
function inSteps(begin: number, end: number, wished: number, source: number): Range {
  const step = Math.ceil(wished / source) * source;
  const from = Math.floor(begin / step) * step;
  const to = (step === source ? Math.floor(end / step) : Math.ceil(end / step)) * step;
  return { from, to: Math.max(to, from + step), step, source };
}

function stepFor(seconds: number, source: number): number {
  const fitting = STEPS.filter((step) => step >= source);
  return fitting.find((step) => seconds / step <= FEW) ?? (STEPS.at(-1) as number);
}

function bad(what: string): Failure {
  return new Failure('bad_range', `Nothing can be shown of this time. ${what}`, {
    hint: `Values are kept for 24 hours every ${FINE} seconds, and for 14 days every ${COARSE}.`,
  });
}
