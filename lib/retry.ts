import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';

export interface Pace {
  /** Milliseconds before the second look. */
  first: number;
  /** Each wait is this many times the one before. */
  factor: number;
  /** No wait is longer than this many milliseconds. */
  most: number;
}

/** Quick at first, because most things are; then slow enough for the rate limits of an AWS account. */
export const POLLING: Pace = { first: 50, factor: 1.3, most: 2000 };

/** The waits of a pace, one after the other, without end. */
export function* waits(pace: Pace): Generator<number> {
  for (let wait = pace.first; ; wait = Math.min(wait * pace.factor, pace.most)) yield wait;
}

/** Asks `look` again and again until it answers something other than `undefined`. Rejects when `signal` aborts. */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  options: { pace?: Pace; signal?: AbortSignal } = {},
): Promise<T> {
  for (const wait of waits(options.pace ?? POLLING)) {
    options.signal?.throwIfAborted();
    const answer = await look();
    if (answer !== undefined) return answer;
    await sleep(wait, undefined, options.signal && { signal: options.signal });
  }
  throw new Failure('unreachable', 'a pace has no end');
}

/** Tries `work` at most `times` times; the last error is thrown. Stops early when `again` says no. */
export async function retry<T>(
  work: () => Promise<T>,
  options: { times: number; pace?: Pace; signal?: AbortSignal; again?: (error: unknown) => boolean },
): Promise<T> {
  const pace = waits(options.pace ?? POLLING);
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= options.times || options.again?.(error) === false) throw error;
      await sleep(pace.next().value, undefined, options.signal && { signal: options.signal });
    }
  }
}
