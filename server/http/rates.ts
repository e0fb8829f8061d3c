import { RetryFailure } from './errors.ts';

/** How often one token may ask: `burst` times at once, and `perSecond` times in the long run. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/** A script that asks about a thousand apps, one by one, does not meet it. */
export const RATE: Rate = { burst: 2000, perSecond: 100 };

/** Tokens that are remembered; those that asked longest ago are forgotten, by when they may do it all again. */
const MOST_TOKENS = 10_000;

/** How often each token asked lately. */
export class Rates {
  private readonly rate: Rate;
  private readonly now: () => number;
  private readonly left = new Map<string, { count: number; at: number }>();

  constructor(rate: Rate = RATE, now: () => number = Date.now) {
    this.rate = rate;
    this.now = now;
  }

  /** Counts a request. Throws a `Failure` `too_many_requests` when there were too many. */
  take(token: string): void {
    const count = this.countOf(token);
    if (count < 1) throw tooMany(this.rate, (1 - count) / this.rate.perSecond);
    this.left.delete(token);
    this.left.set(token, { count: count - 1, at: this.now() });
    const [oldest] = this.left.keys();
    if (this.left.size > MOST_TOKENS && oldest !== undefined) this.left.delete(oldest);
  }

  // Private

  private countOf(token: string): number {
    const { burst, perSecond } = this.rate;
    const known = this.left.get(token);
    return known ? Math.min(burst, known.count + ((this.now() - known.at) / 1000) * perSecond) : burst;
  }
}

// Private

function tooMany({ perSecond }: Rate, seconds: number): RetryFailure {
  const what = `This token asks more than ${perSecond} times a second.`;
  return new RetryFailure('too_many_requests', what, Math.ceil(seconds));
}
