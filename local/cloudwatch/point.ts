import { type Distribution, merged } from './distribution.ts';

/** What was measured of a metric in one minute, or in a longer time. */
export interface Point {
  count: number;
  sum: number;
  least: number;
  most: number;
  /** Undefined where only a summary was told: then there are no percentiles, as on AWS. */
  distribution: Distribution | undefined;
}

/** A point with the time at which its minute, or its longer period, begins, in epoch milliseconds. */
export interface TimedPoint extends Point {
  at: number;
}

/** Two points as one. */
export function joined(one: Point, other: Point): Point {
  const both = one.distribution && other.distribution;
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    least: Math.min(one.least, other.least),
    most: Math.max(one.most, other.most),
    distribution: both && merged(one.distribution ?? [], other.distribution ?? []),
  };
}

/** Points of minutes, oldest first, as those of longer periods: each begins at a multiple of the period. */
export function inPeriods(points: readonly TimedPoint[], milliseconds: number): TimedPoint[] {
  const periods = new Map<number, TimedPoint>();
  for (const point of points) {
    const at = Math.floor(point.at / milliseconds) * milliseconds;
    const before = periods.get(at);
    periods.set(at, { ...(before ? joined(before, point) : point), at });
  }
  return [...periods.values()];
}
