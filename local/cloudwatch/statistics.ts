import { percentile } from './distribution.ts';
import { invalidQuery } from './errors.ts';
import type { Point } from './point.ts';

/** Reads one figure off a point; undefined where the point does not tell it. */
export type Statistic = (point: Point) => number | undefined;

/** The statistic of a name: `Sum`, `Average`, `p99.9`… */
export function statisticOf(name: unknown): Statistic {
  const plain = PLAIN[String(name)];
  if (plain) return plain;
  const [, percent] = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(String(name)) ?? [];
  if (percent === undefined) throw invalidQuery(`The statistic ${String(name).slice(0, 80)} is not served here.`);
  return ({ distribution }) => distribution && percentile(distribution, Number(percent));
}

// Private

const PLAIN: Readonly<Record<string, Statistic>> = Object.assign(Object.create(null), {
  SampleCount: ({ count }: Point) => count,
  Sum: ({ sum }: Point) => sum,
  Average: ({ count, sum }: Point) => (count > 0 ? sum / count : undefined),
  Minimum: ({ least }: Point) => least,
  Maximum: ({ most }: Point) => most,
});
