import { STEPS } from './block.ts';
import type { Range } from './range.ts';
import type { KeptBlock } from './series-store.ts';

/** One value for each step; null where nothing is known. */
export type Series = (number | null)[];

/** The values of each column, for each step of a range. */
export interface Folded {
  mean: Series[];
  most: Series[];
}

/**
 * Folds blocks into the steps of a range. Those of coarse values have the greatest ones in columns behind the means, those of
 * fine values do not: there each is both.
 */
export function fold(blocks: readonly KeptBlock[], range: Range, { columns, hasMost }: Columns): Folded {
  const count = Math.max(0, Math.round((range.to - range.from) / range.step));
  const column = (index: number) =>
    foldColumn(blocks, range, { count, index, most: hasMost ? index + columns : index });
  const all = Array.from({ length: columns }, (_, index) => column(index));
  return { mean: all.map(({ mean }) => mean), most: all.map(({ most }) => most) };
}

/** What stands in blocks. */
export interface Columns {
  columns: number;
  hasMost: boolean;
}

/** Puts one over another: where both know something, the second one holds. */
export function over(first: Folded | undefined, second: Folded): Folded {
  if (!first) return second;
  const each = (below: Series[], above: Series[]) =>
    above.map((series, column) => series.map((value, step) => value ?? below[column]?.[step] ?? null));
  return { mean: each(first.mean, second.mean), most: each(first.most, second.most) };
}

// Private

interface Column {
  /** Of steps. */
  count: number;
  index: number;
  /** The column of the greatest values. */
  most: number;
}

function foldColumn(blocks: readonly KeptBlock[], range: Range, { count, index, most }: Column) {
  const sums = new Float64Array(count);
  const known = new Uint32Array(count);
  const greatest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (const { start, block } of blocks)
    for (let at = 0; at < STEPS; at++) {
      const value = block.get(index, at);
      const step = Math.floor((start + at * range.source - range.from) / range.step);
      if (Number.isNaN(value) || step < 0 || step >= count) continue;
      sums[step]! += value;
      known[step]! += 1;
      greatest[step] = Math.max(greatest[step]!, block.get(most, at));
    }
  const seen = (of: (step: number) => number) => Array.from(known, (times, step) => (times > 0 ? of(step) : null));
  return { mean: seen((step) => sums[step]! / known[step]!), most: seen((step) => greatest[step]!) };
}
