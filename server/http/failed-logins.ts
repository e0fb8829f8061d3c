import { networkOf } from '../../lib/address.ts';

/** Bad tokens that an address may show in a minute. */
const MOST = 20;

/** Milliseconds for which they count. */
const WINDOW = 60_000;

/** Addresses that are remembered; who has that many to try from needs no more than the oldest to be forgotten. */
const MOST_ADDRESSES = 10_000;

/** How often each address failed to log in lately, in a table of bounded size. */
export class FailedLogins {
  private readonly byNetwork = new Map<string, { count: number; until: number }>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Counts a failure; answers the seconds to wait when it is one too many. */
  note(address: string): number | undefined {
    const network = networkOf(address);
    const entry = this.current(network);
    entry.count += 1;
    return entry.count > MOST ? Math.ceil((entry.until - this.now()) / 1000) : undefined;
  }

  // Private

  private current(network: string): { count: number; until: number } {
    const known = this.byNetwork.get(network);
    if (known && known.until > this.now()) return known;
    this.byNetwork.delete(network);
    this.makeRoom();
    const fresh = { count: 0, until: this.now() + WINDOW };
    this.byNetwork.set(network, fresh);
    return fresh;
  }

  /** Entries are in the order of their making, and so of their end. */
  private makeRoom(): void {
    for (const [network, { until }] of this.byNetwork) {
      if (until > this.now() && this.byNetwork.size < MOST_ADDRESSES) return;
      this.byNetwork.delete(network);
    }
  }
}
