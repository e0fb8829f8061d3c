/** How often each value was there, smallest first. */
export type Distribution = readonly (readonly [value: number, count: number])[];

/** Several distributions as one. */
export function merged(...all: Distribution[]): Distribution {
  const counts = new Map<number, number>();
  for (const [value, count] of all.flat()) counts.set(value, (counts.get(value) ?? 0) + count);
  return [...counts].sort(([one], [other]) => one - other);
}

/** The smallest value that so many percent of all values do not exceed; undefined where there is none. */
export function percentile(distribution: Distribution, percent: number): number | undefined {
  const total = distribution.reduce((sum, [, count]) => sum + count, 0);
  // A sum of fractions may lie a hair above the rank that it stands for.
  const rank = (total * percent) / 100 - total * 1e-12;
  let seen = 0;
  for (const [value, count] of distribution) {
    seen += count;
    if (seen >= rank) return value;
  }
  return distribution.at(-1)?.[0];
}
