import { fitting, isPlain } from './fitting.ts';
import { Follower } from './follower.ts';
import type { LogLine, LogPage, LogQuery } from './logs.ts';
import { TextPage } from './page.ts';
import { timesOf } from './times.ts';

/** Readers that are woken in one go; others have their turn before the next ones. */
const WOKEN_AT_ONCE = 100;
/** What a line takes in memory besides its message. */
const LINE_BYTES = 300;

/** Lines that came together, and the pages that readers have made of them. */
interface Arrival {
  app: string;
  first: number;
  last: number;
  earliest: string;
  latest: string;
  lines: readonly LogLine[];
  bytes: number;
  pages: Map<string, LogPage>;
}

/**
 * The latest lines of those apps that somebody follows, in memory: readers at the end of a log share its lines, and the text
 * of them. Who is too slow for that finds them in the history.
 */
export class Tails {
  private readonly bytes: number;
  private readonly followers = new Map<string, Set<Follower>>();
  private readonly ofApps = new Map<string, Arrival[]>();
  /** Of all apps, the oldest first. */
  private readonly all = new Set<Arrival>();
  private taken = 0;
  private readonly tests = new WeakMap<object, number>();
  private lastTest = 0;

  /** Keeps so many bytes, of all apps. */
  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Whoever reads an app's log has to leave at its end. */
  follow(app: string, signal: AbortSignal): Follower {
    const followers = this.followers.get(app) ?? new Set();
    this.followers.set(app, followers);
    const follower = new Follower(signal, () => {
      followers.delete(follower);
      if (followers.size > 0 || this.followers.get(app) !== followers) return;
      this.followers.delete(app);
      this.forget(app);
    });
    followers.add(follower);
    return follower;
  }

  /** Lines of an app that were kept just now; they follow on those before. */
  append(app: string, lines: readonly LogLine[]): void {
    const followers = this.followers.get(app);
    if (!followers || lines.length === 0) return;
    this.keep(arrivalOf(app, lines));
    void wake([...followers]);
  }

  /** The next page behind a cursor; undefined where it is not (or not any more) here. */
  page(app: string, query: LogQuery, cursor: number): LogPage | undefined {
    const arrivals = this.ofApps.get(app);
    if (!arrivals || cursor < arrivals[0]!.first - 1) return undefined;
    const arrival = arrivals.find(({ last }) => last > cursor);
    return arrival && cursor < arrival.first ? this.pageOf(arrival, query) : undefined;
  }

  /** Drops the lines of an app. */
  forget(app: string): void {
    for (const arrival of this.ofApps.get(app) ?? []) this.drop(arrival);
    this.ofApps.delete(app);
  }

  // Private

  private keep(arrival: Arrival): void {
    const arrivals = this.ofApps.get(arrival.app);
    if (arrivals) arrivals.push(arrival);
    else this.ofApps.set(arrival.app, [arrival]);
    this.all.add(arrival);
    this.taken += arrival.bytes;
    for (const oldest of this.all) {
      if (this.taken <= this.bytes) break;
      this.drop(oldest);
      this.ofApps.get(oldest.app)!.shift();
      if (this.ofApps.get(oldest.app)!.length === 0) this.ofApps.delete(oldest.app);
    }
  }

  private drop(arrival: Arrival): void {
    this.all.delete(arrival);
    this.taken -= arrival.bytes;
  }

  private pageOf(arrival: Arrival, query: LogQuery): LogPage {
    const key = this.keyOf(arrival, query);
    let page = arrival.pages.get(key);
    if (!page) {
      const lines = isPlain(query) ? arrival.lines : arrival.lines.filter(fitting(query));
      page = new TextPage(lines, arrival.last);
      arrival.pages.set(key, page);
    }
    return page;
  }

  /** The same for queries that find the same in this arrival. Times that bound nothing of it make no difference. */
  private keyOf({ earliest, latest }: Arrival, { since, until, process, release, filter, fits }: LogQuery): string {
    return JSON.stringify([
      since !== undefined && since > earliest ? since : null,
      until !== undefined && until <= latest ? until : null,
      process ?? null,
      release ?? null,
      filter ?? null,
      fits ? this.numberOf(fits) : null,
    ]);
  }

  private numberOf(test: object): number {
    const number = this.tests.get(test) ?? ++this.lastTest;
    this.tests.set(test, number);
    return number;
  }
}

// Private

function arrivalOf(app: string, lines: readonly LogLine[]): Arrival {
  return {
    app,
    first: lines[0]!.number!,
    last: lines.at(-1)!.number!,
    ...timesOf(lines),
    lines,
    bytes: lines.reduce((sum, { message }) => sum + message.length + LINE_BYTES, 0),
    pages: new Map(),
  };
}

async function wake(followers: readonly Follower[]): Promise<void> {
  for (let at = 0; at < followers.length; at += WOKEN_AT_ONCE) {
    if (at > 0) await new Promise(setImmediate);
    for (const follower of followers.slice(at, at + WOKEN_AT_ONCE)) follower.call();
  }
}
