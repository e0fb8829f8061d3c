import type { Invocation } from './model.ts';

/** Milliseconds before the second attempt, doubled before each one that follows, and at most: 185 of them are a day. */
const FIRST = 2000;
const MOST = 8 * 60_000;

/** When an invocation is tried again whose attempts have failed; undefined when its policy gives it up. */
export function retryAt({ attempts, due, target }: Invocation, now: number): number | undefined {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy;
  if (attempts > MaximumRetryAttempts) return undefined;
  const at = now + Math.min(FIRST * 2 ** (attempts - 1), MOST);
  return at <= due + MaximumEventAgeInSeconds * 1000 ? at : undefined;
}
