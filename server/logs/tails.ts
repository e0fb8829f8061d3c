import { Crowd } from './crowd.ts';
import { fitting, isPlain } from './fitting.ts';
import { Follower } from './follower.ts';
import type { LogLine, LogPage, LogQuery } from './logs.ts';
import { TextPage } from './page.ts';
import { timesOf } from './times.ts';

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
  private readonly crowds = new Map<string, Crowd>();
  private readonly ofApps = new Map<string, Arrival[]>();
  /** Of all apps, the oldest first. */
  private readonly all = new Set<Arrival>();
  private taken = 0;
  private readonly tests = new WeakMap<object, number>();
  private readonly kinds = new WeakMap<LogQuery, string>();
  private lastTest = 0;

  /** Keeps so many bytes, of all apps. */
  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Whoever reads an app's log has to leave at its end. */
  follow(app: string, signal: AbortSignal): Follower {
    const crowd = this.crowds.get(app) ?? new Crowd();
    this.crowds.set(app, crowd);
    const follower = new Follower(signal, () => {
      crowd.delete(follower);
      if (!crowd.isEmpty || this.crowds.get(app) !== crowd) return;
      this.crowds.delete(app);
      this.forget(app);
    });
    crowd.add(follower);
    return follower;
  }

  /** Lines of an app that were kept just now; they follow on those before. */
  append(app: string, lines: readonly LogLine[]): void {
    const crowd = this.crowds.get(app);
    if (!crowd || lines.length === 0) return;
    this.keep(arrivalOf(app, lines), crowd.isGathering);
    crowd.call();
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

  /** Keeps lines, in one with those before where nobody was woken for them yet. */
  private keep(arrival: Arrival, isGathering: boolean): void {
    const arrivals = this.ofApps.get(arrival.app);
    const before = isGathering ? arrivals?.at(-1) : undefined;
    if (before) extend(before, arrival);
    else this.all.add(arrival);
    if (!arrivals) this.ofApps.set(arrival.app, [arrival]);
    else if (!before) arrivals.push(arrival);
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
  private keyOf({ earliest, latest }: Arrival, query: LogQuery): string {
    const { since, until } = query;
    const from = since !== undefined && since > earliest ? since : '';
    const to = until !== undefined && until <= latest ? until : '';
    return `${from} ${to} ${this.kindOf(query)}`;
  }

  /** What of a query is the same for all arrivals; every reader of a crowd asks for it again and again. */
  private kindOf(query: LogQuery): string {
    let kind = this.kinds.get(query);
    if (kind === undefined) {
      const { process = null, release = null, filter = null, fits } = query;
      kind = JSON.stringify([process, release, filter, fits ? this.numberOf(fits) : null]);
      this.kinds.set(query, kind);
    }
    return kind;
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

/** Who has read the earlier ones already finds the others in the history. */
function extend(arrival: Arrival, { last, earliest, latest, lines, bytes }: Arrival): void {
  arrival.last = last;
  if (earliest < arrival.earliest) arrival.earliest = earliest;
  if (latest > arrival.latest) arrival.latest = latest;
  arrival.lines = [...arrival.lines, ...lines];
  arrival.bytes += bytes;
  arrival.pages = new Map();
}
