/** Refused logins that cost nothing: somebody tries which key it was. */
const FREE = 10;

/** What each further one costs, and what a connection waits at most, in milliseconds. */
const PRICE = 100;
const LONGEST_WAIT = 3_000;

/** More points are not counted, so that an hour of tries is forgiven as soon as a minute of them. */
const MOST_POINTS = 60;

/** Milliseconds after which one point is forgiven. */
const FORGIVENESS = 5_000;

/** Addresses that are remembered; the one that was quiet longest is forgotten for a new one. */
const MOST_ADDRESSES = 10_000;

/**
 * What refused logins cost an address: its next connections wait before anything is computed for them. Keys cannot be
 * guessed, so what tries cost is the server's time for signatures and the lines in its log; a wait bounds both. Nobody is shut
 * out: behind one address there may be a whole company, and who has a key there only waits up to three seconds.
 */
export class Penalties {
  private readonly byAddress = new Map<string, { points: number; at: number }>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** A login from this address was refused. */
  add(address: string): void {
    const points = Math.min(this.points(address) + 1, MOST_POINTS);
    this.byAddress.delete(address);
    this.byAddress.set(address, { points, at: this.now() });
    const [oldest] = this.byAddress.keys();
    if (this.byAddress.size > MOST_ADDRESSES) this.byAddress.delete(oldest as string);
  }

  /** Milliseconds that a connection from this address waits. */
  wait(address: string): number {
    return Math.min(Math.max(this.points(address) - FREE, 0) * PRICE, LONGEST_WAIT);
  }

  // Private

  private points(address: string): number {
    const found = this.byAddress.get(address);
    return found ? Math.max(found.points - (this.now() - found.at) / FORGIVENESS, 0) : 0;
  }
}
