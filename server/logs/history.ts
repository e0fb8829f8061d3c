import type { Database } from 'better-sqlite3';
import { type LogRecord, writeLogRecord } from '../../wire/log-record.ts';
import { type Block, Blocks } from './blocks.ts';
import { fitting, isPlain, mayHold } from './fitting.ts';
import type { LogLine, LogQuery } from './logs.ts';
import { linesOf, type Source } from './record-lines.ts';
import { timesOf } from './times.ts';

/** What is kept at most; the oldest lines are dropped. */
export interface Bounds {
  /** Bytes of an app on disk, packed. */
  bytes: number;
  /** Bytes of all apps: beyond, the largest ones give way. */
  total: number;
  /** Milliseconds since a line was printed. */
  age: number;
}

/** What was found of an app's lines behind a cursor. */
export interface Found {
  lines: LogLine[];
  /** Where the next ones begin: after this number. */
  cursor: number;
  /** True when there was nothing more. */
  isLast: boolean;
  /** How many lines were dropped from the history before they could be read. */
  missed: number;
}

/** A page ends with the block in which it reaches so many lines, looked at, or blocks: nobody waits long for anybody's query. */
const PAGE_LINES = 2000;
const PAGE_BLOCKS = 2000;
/** Drops a little more than needed, so that it is not done at every block. */
const KEEP_SHARE = 0.97;

interface AppRow {
  id: number;
  name: string;
  first: number;
  last: number;
  bytes: number;
}

/** The lines of all apps, numbered per app in the order in which they came. */
export class History {
  private readonly bounds: Bounds;
  private readonly apps = new Map<string, AppRow>();
  private readonly blocks: Blocks;
  private readonly statements: ReturnType<typeof prepare>;
  private total = 0;

  constructor(database: Database, bounds: Bounds) {
    this.bounds = bounds;
    this.blocks = new Blocks(database);
    this.statements = prepare(database);
    this.reload();
  }

  /**
   * Adds the lines of a record, and gives them as readers see them; called within a transaction, which calls `reload` when it
   * fails. `packed` is the record as it came, where it holds just these lines.
   */
  add(source: Source, record: LogRecord, packed?: Uint8Array): LogLine[] {
    const app = this.apps.get(source.app) ?? this.addApp(source.app);
    const lines = linesOf(record, source, app.last + 1);
    this.insert(app, source, lines, packed ?? writeLogRecord(record));
    return lines;
  }

  /** Adds lines of the platform as `add` those of a record. */
  write(app: string, part: string, lines: readonly LogLine[]): LogLine[] {
    const record = { app, process: part, release: '', task: '', container: '' };
    const said = lines.map(({ time, message }, at) => ({ time, sequence: at + 1, stream: 'agent' as const, message }));
    return this.add({ app, process: part, release: undefined }, { ...record, lines: said });
  }

  /** The number of an app's last line. */
  last(name: string): number {
    return this.apps.get(name)?.last ?? 0;
  }

  /** Takes the numbers from disk again, after a transaction was rolled back. */
  reload(): void {
    this.apps.clear();
    for (const row of this.statements.allApps.all()) this.apps.set(row.name, row);
    this.total = [...this.apps.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The cursor before the first line that a query is about. */
  start(name: string, query: LogQuery): number {
    const steps = this.starting(name, query);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** As `start`, in steps between which others have their turn. */
  *starting(name: string, query: LogQuery): Generator<void, number> {
    const app = this.apps.get(name);
    if (!app) return 0;
    const last = query.num === undefined ? app.first - 1 : yield* this.beforeLast(app, query, query.num);
    return Math.max(last, app.first - 1, query.after ?? 0);
  }

  /** The next lines behind a cursor that fit the query. */
  page(name: string, query: LogQuery, cursor: number): Found {
    const app = this.apps.get(name);
    if (!app || cursor >= app.last)
      return { lines: [], cursor: Math.min(cursor, app?.last ?? 0), isLast: true, missed: 0 };
    const from = Math.max(cursor, app.first - 1);
    const { lines, reached } = this.collect(app, query, from);
    return { lines, cursor: reached, isLast: reached >= app.last, missed: from - cursor };
  }

  /** Drops lines that are too old; called within a transaction. */
  prune(): void {
    const oldest = new Date(Date.now() - this.bounds.age).toISOString();
    for (const app of this.apps.values()) this.dropWhile(app, ({ latest }) => latest < oldest);
  }

  /** Drops an app's lines; called within a transaction. */
  forget(name: string): void {
    const app = this.apps.get(name);
    // The numbers go on, so that whoever follows is not confused when the name is used again.
    if (app) this.dropWhile(app, () => true);
  }

  // Private

  private insert(app: AppRow, { process, release }: Source, lines: LogLine[], record: Uint8Array): void {
    const first = app.last + 1;
    app.last += lines.length;
    const span = { first, last: app.last, ...timesOf(lines), process, release: release ?? null };
    const bytes = this.blocks.add({ app: app.id, ...span, record });
    app.bytes += bytes;
    this.total += bytes;
    if (app.bytes > this.bounds.bytes) this.shrink(app);
    else this.statements.saveApp.run(app);
    while (this.total > this.bounds.total) this.shrink(this.largest());
  }

  private addApp(name: string): AppRow {
    const row = this.statements.addApp.get(name) as AppRow;
    this.apps.set(name, row);
    return row;
  }

  private largest(): AppRow {
    return [...this.apps.values()].reduce((most, app) => (app.bytes > most.bytes ? app : most));
  }

  private shrink(app: AppRow): void {
    const most = Math.min(app.bytes, this.bounds.bytes) * KEEP_SHARE;
    this.dropWhile(app, () => app.bytes > most);
  }

  /** Drops the oldest blocks as long as they are to go. */
  private dropWhile(app: AppRow, isToGo: (block: Block) => boolean): void {
    const { first } = app;
    for (const block of this.blocks.behind(app.id, 0)) {
      if (!isToGo(block)) break;
      app.bytes -= block.bytes;
      this.total -= block.bytes;
      app.first = block.last + 1;
    }
    if (app.first > first) this.blocks.remove(app.id, app.first - 1);
    this.statements.saveApp.run(app);
  }

  private *beforeLast(app: AppRow, query: LogQuery, num: number): Generator<void, number> {
    if (num <= 0) return app.last;
    if (isPlain(query)) return app.last - num;
    const fits = fitting(query);
    let left = num;
    for (const block of this.blocks.backwards(app.id, app.last)) {
      if (!block) yield;
      if (!block || !mayHold(block, query)) continue;
      const found = this.blocks.lines(app.name, block).filter(fits);
      if (found.length >= left) return found[found.length - left]!.number! - 1;
      left -= found.length;
    }
    return app.first - 1;
  }

  private collect(app: AppRow, query: LogQuery, from: number): { lines: LogLine[]; reached: number } {
    const fits = isPlain(query) ? () => true : fitting(query);
    const lines: LogLine[] = [];
    let looked = 0;
    let blocks = 0;
    for (const block of this.blocks.behind(app.id, from)) {
      if (mayHold(block, query)) {
        for (const line of this.blocks.lines(app.name, block)) if (line.number! > from && fits(line)) lines.push(line);
        looked += block.last - Math.max(block.first - 1, from);
      }
      blocks += 1;
      if (looked >= PAGE_LINES || blocks >= PAGE_BLOCKS) return { lines, reached: block.last };
    }
    return { lines, reached: app.last };
  }
}

function prepare(database: Database) {
  return {
    allApps: database.prepare<[], AppRow>('SELECT * FROM apps'),
    addApp: database.prepare<[string], AppRow>('INSERT INTO apps (name) VALUES (?) RETURNING *'),
    saveApp: database.prepare<[AppRow]>('UPDATE apps SET first = @first, last = @last, bytes = @bytes WHERE id = @id'),
  };
}
