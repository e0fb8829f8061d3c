import { setMaxListeners } from 'node:events';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { Consumer, type Reader } from './consumer.ts';
import { Copies } from './copies.ts';
import { Counts } from './counts.ts';
import { type Bounds, History } from './history.ts';
import { Intake, type IntakeDeps } from './intake.ts';
import type { LogLine, LogPage, LogQuery, Logs } from './logs.ts';
import { TextPage } from './page.ts';
import { platformLine, skippedLine } from './record-lines.ts';
import { openDatabase } from './schema.ts';
import { Shards } from './shards.ts';
import { Tails } from './tails.ts';

export interface LogsDeps extends Pick<IntakeDeps, 'endedTasks' | 'log' | 'onTask' | 'onRecord'> {
  /** The SQLite file of the history. */
  path: string;
  reader: Reader;
  bounds?: Partial<LogBounds>;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

export interface LogBounds extends Bounds {
  /** Bytes of the latest lines in memory, of all apps that somebody follows. */
  tails: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is kept unless told otherwise. */
const BOUNDS: LogBounds = { bytes: 64 * 1024 ** 2, total: 2 * 1024 ** 3, age: 7 * DAY_MS, tails: 32 * 1024 ** 2 };

/** How often lines that are too old are looked for. */
const PRUNE_EVERY_MS = 10 * 60 * 1000;

/** Opens the logs of all apps. Lines come in from `start` on; what is kept can be read at once. */
export function openLogs(deps: LogsDeps): Hub {
  return new Hub(openDatabase(deps.path), deps);
}

/** Takes lines in from the stream, keeps them, and gives them to whoever asks. */
export class Hub implements Logs {
  private readonly database: Database;
  private readonly history: History;
  private readonly counts: Counts;
  private readonly copies: Copies;
  private readonly tails: Tails;
  private readonly intake: Intake;
  private readonly consumer: Consumer;
  private readonly stopping = new AbortController();
  private consuming: Promise<void> | undefined;
  private pruning: NodeJS.Timeout | undefined;

  constructor(database: Database, { reader, bounds: given, clock, ...deps }: LogsDeps) {
    const bounds = { ...BOUNDS, ...given };
    this.database = database;
    this.history = new History(database, bounds);
    this.counts = new Counts(database);
    this.copies = new Copies(database);
    this.tails = new Tails(bounds.tails);
    const shards = new Shards(database);
    const { history, counts, copies, tails } = this;
    const kept = (app: string, lines: readonly LogLine[]) => tails.append(app, lines);
    this.intake = new Intake({ ...deps, database, history, counts, copies, shards, kept });
    this.consumer = new Consumer({ reader, shards, intake: this.intake, log: deps.log, clock });
  }

  async start(): Promise<void> {
    // Every shard listens.
    setMaxListeners(0, this.stopping.signal);
    this.prune();
    this.pruning = setInterval(() => this.prune(), PRUNE_EVERY_MS).unref();
    this.consuming = this.consumer.run(this.stopping.signal);
  }

  /** Ends reading and closes the file; whoever follows comes to an end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.pruning);
    await this.consuming;
    this.intake.stop();
    this.database.close();
  }

  /** Milliseconds by which what is kept is behind what the agents have sent; undefined before the first look. */
  get lag(): number | undefined {
    return this.consumer.lag;
  }

  write(app: string, part: string, message: string): void {
    const lines = message.split('\n').map((each) => platformLine(app, part, each));
    this.tails.append(
      app,
      this.transaction(() => this.history.write(app, part, lines)),
    );
  }

  query(app: string, query: LogQuery): LogLine[] {
    const lines: LogLine[] = [];
    let cursor = this.history.start(app, query);
    for (;;) {
      const page = this.history.page(app, query, cursor);
      for (const line of page.lines) lines.push(line);
      if (page.isLast) return lines;
      cursor = page.cursor;
    }
  }

  async *kept(app: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogPage> {
    let cursor = await this.startOf(app, query, signal);
    for (let isLast = false; !isLast && !signal.aborted; await breathe()) {
      const found = this.fromHistory(app, query, cursor);
      cursor = found.page.cursor;
      isLast = found.isLast;
      if (found.page.lines.length > 0) yield found.page;
    }
  }

  async *follow(app: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    const until = AbortSignal.any([signal, this.stopping.signal]);
    for await (const { lines } of this.pages(app, query, until))
      for (const line of lines) {
        if (until.aborted) return;
        yield line;
      }
  }

  async *pages(app: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogPage> {
    const until = AbortSignal.any([signal, this.stopping.signal]);
    const follower = this.tails.follow(app, until);
    try {
      let cursor = await this.startOf(app, query, until);
      for (let isFirst = true; !until.aborted; isFirst = false) {
        if (!isFirst && cursor >= this.history.last(app)) {
          await follower.next();
          continue;
        }
        const shared = this.tails.page(app, query, cursor);
        const page = shared ?? this.fromHistory(app, query, cursor).page;
        cursor = page.cursor;
        if (isFirst || page.lines.length > 0) yield page;
        if (!shared) await breathe();
      }
    } finally {
      follower.leave();
    }
  }

  copyNumber(app: string, process: string, release: string, task: string): number {
    return this.copies.number(app, process, release, task);
  }

  taskEnded(task: string): void {
    this.copies.free(task);
  }

  forget(app: string): void {
    this.transaction(() => {
      this.history.forget(app);
      this.copies.forget(app);
      this.counts.forget(app);
    });
    this.tails.forget(app);
  }

  // Private

  private prune(): void {
    this.counts.prune();
    this.copies.prune();
    this.transaction(() => this.history.prune());
  }

  private async startOf(app: string, query: LogQuery, signal: AbortSignal): Promise<number> {
    const steps = this.history.starting(app, query);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (signal.aborted) return 0;
      await breathe();
    }
  }

  private fromHistory(app: string, query: LogQuery, cursor: number): { page: LogPage; isLast: boolean } {
    const { lines, cursor: reached, isLast, missed } = this.history.page(app, query, cursor);
    return { page: new TextPage(missed > 0 ? [skippedLine(app, missed), ...lines] : lines, reached), isLast };
  }

  private transaction<T>(work: () => T): T {
    try {
      return this.database.transaction(work)();
    } catch (error) {
      this.history.reload();
      throw error;
    }
  }
}
