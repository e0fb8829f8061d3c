import { networkOf } from '../../lib/address.ts';
import type { Audit, Door } from '../store/audit.ts';

/** A login that was refused. */
export interface Refusal {
  /** What was offered: the name of a token's developer, fingerprints, an id. */
  who: string;
  from: string;
  door: Door;
  /** `unknown key`, `expired token`… */
  why: string;
}

/** Milliseconds in which what comes again is only counted. */
const WINDOW = 60_000;

/** Records that one address gets in a window, and all together; the rest is counted. */
const MOST_OF_AN_ADDRESS = 5;
const MOST_IN_ALL = 100;

/** Addresses that are counted by themselves. */
const MOST_ADDRESSES = 50;

const OTHERS = 'other addresses';

/** The longest text of somebody unknown that is written down. */
const LONGEST_WHO = 200;

/**
 * Records refused logins: what is new at once, what comes again as one count a minute and address. Whoever tries a million
 * times fills neither the disk nor the memory. Counts are written when the next refusal or reader comes, and at the end.
 */
export class Refusals {
  private readonly audit: Pick<Audit, 'record'>;
  private readonly now: () => number;
  /** What has a record in this window, by address. */
  private recorded = new Map<string, Set<string>>();
  private recordedInAll = 0;
  /** Address → reason → how many more were refused in this window. */
  private counts = new Map<string, Map<string, number>>();
  private startedAt = 0;

  constructor(audit: Pick<Audit, 'record'>, now: () => number = Date.now) {
    this.audit = audit;
    this.now = now;
  }

  add(refusal: Refusal): void {
    if (this.now() - this.startedAt >= WINDOW) this.flush();
    const place = networkOf(refusal.from);
    if (this.isWorthARecord(place, refusal)) this.record(place, refusal);
    else this.count(place, refusal.why);
  }

  /** Writes down what was counted. */
  flush(): void {
    const since = new Date(this.startedAt).toISOString();
    for (const [place, reasons] of this.counts) {
      const result = [...reasons].map(([why, count]) => `${count} more: ${why}`).join(', ');
      this.audit.record({ who: '-', what: 'login', from: place, detail: `within a minute from ${since}`, result });
    }
    this.counts = new Map();
    this.recorded = new Map();
    this.recordedInAll = 0;
    this.startedAt = this.now();
  }

  // Private

  private isWorthARecord(place: string, { who, why }: Refusal): boolean {
    const recorded = this.recorded.get(place);
    const hasRoom = this.recordedInAll < MOST_IN_ALL && (recorded?.size ?? 0) < MOST_OF_AN_ADDRESS;
    return hasRoom && !recorded?.has(`${why} ${who}`);
  }

  private record(place: string, { who, why, ...rest }: Refusal): void {
    this.recordedInAll += 1;
    this.recorded.set(place, (this.recorded.get(place) ?? new Set()).add(`${why} ${who}`));
    this.audit.record({ who: who.slice(0, LONGEST_WHO), what: 'login', result: why, ...rest });
  }

  private count(from: string, why: string): void {
    const place = this.counts.has(from) || this.counts.size < MOST_ADDRESSES ? from : OTHERS;
    const counts = this.counts.get(place) ?? new Map<string, number>();
    // A reason may name a token, and no more of these than there are tokens.
    counts.set(why, (counts.get(why) ?? 0) + 1);
    this.counts.set(place, counts);
  }
}
