import type { Kill } from './endpoint.ts';

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When a story is killed: mostly once at a counted moment, at times by the clock, at times again and again. */
export function killsOf(random: () => number, { moments, ms }: { moments: number; ms: number }): Kill[] {
  const counted = (): Kill => ({ after: 1 + Math.floor(random() * moments) });
  const timed = (): Kill => ({ ms: Math.floor(random() * ms) });
  const kind = random();
  if (kind < 0.6) return [counted()];
  if (kind < 0.75) return [timed()];
  const first = random() < 0.7 ? counted() : timed();
  const again = (): Kill => ({ after: Math.floor(random() ** 2 * moments * 0.6) });
  return [first, ...Array.from({ length: 1 + Math.floor(random() * 3) }, again)];
}
