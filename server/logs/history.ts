import type { Database } from 'better-sqlite3';
import type { LogLine, LogQuery } from './logs.ts';

/** What is kept of an app at most; the oldest lines are dropped. */
export interface Bounds {
  lines: number;
  bytes: number;
}

/** What was found of an app's lines behind a cursor. */
export interface Page {
  lines: LogLine[];
  /** Where the next page begins: after this number. */
  cursor: number;
  /** True when there was nothing more. */
  isLast: boolean;
  /** How many lines were dropped from the history before they could be read. */
  missed: number;
}

/** A page ends after so many lines looked at, or so many bytes found: nobody waits long for anybody's query. */
const PAGE_LINES = 2000;
const PAGE_BYTES = 1024 * 1024;
/** What a line takes besides its message. */
const LINE_BYTES = 60;
/** Drops a little more than needed, so that it is not done at every line. */
const KEEP_SHARE = 0.9;

interface AppRow {
  id: number;
  name: string;
  first: number;
  last: number;
  bytes: number;
}

interface LineRow extends Omit<LogLine, 'app' | 'release'> {
  number: number;
  release: string | null;
}

/** The lines of all apps, numbered per app in the order in which they came. */
export class History {
  private readonly bounds: Bounds;
  private readonly apps = new Map<string, AppRow>();
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database, bounds: Bounds) {
    this.bounds = bounds;
    this.statements = prepare(database);
    for (const row of this.statements.allApps.all()) this.apps.set(row.name, row);
  }

  /** Adds lines; called within a transaction, which calls `reload` when it fails. */
  add(lines: LogLine[]): void {
    const touched = new Set(lines.map((line) => this.insert(line)));
    for (const app of touched) {
      this.trim(app);
      this.statements.saveApp.run(app);
    }
  }

  /** Takes the numbers from disk again, after a transaction was rolled back. */
  reload(): void {
    this.apps.clear();
    for (const row of this.statements.allApps.all()) this.apps.set(row.name, row);
  }

  /** The cursor before the first line that a query is about. */
  start(name: string, query: LogQuery): number {
    const app = this.apps.get(name);
    if (!app) return 0;
    const last = query.num === undefined ? app.first - 1 : this.beforeLast(app, query, query.num);
    return Math.max(last, app.first - 1, query.after ?? 0);
  }

  /** The next lines behind a cursor that fit the query. */
  page(name: string, query: LogQuery, cursor: number): Page {
    const app = this.apps.get(name);
    if (!app || cursor >= app.last)
      return { lines: [], cursor: Math.min(cursor, app?.last ?? 0), isLast: true, missed: 0 };
    const from = Math.max(cursor, app.first - 1);
    const to = Math.min(from + PAGE_LINES, app.last);
    const { lines, reached } = this.collect(app, query, from, to);
    return { lines, cursor: reached, isLast: reached >= app.last, missed: from - cursor };
  }

  /** Drops an app's lines; called within a transaction. */
  forget(name: string): void {
    const app = this.apps.get(name);
    if (!app) return;
    this.statements.removeLines.run(app.id, app.last);
    // The numbers go on, so that whoever follows is not confused when the name is used again.
    Object.assign(app, { first: app.last + 1, bytes: 0 });
    this.statements.saveApp.run(app);
  }

  // Private

  private insert(line: LogLine): AppRow {
    const app = this.apps.get(line.app) ?? this.addApp(line.app);
    app.last += 1;
    app.bytes += Buffer.byteLength(line.message) + LINE_BYTES;
    const { time, source, process, release, message } = line;
    this.statements.addLine.run(app.id, app.last, time, source, process, release ?? null, message);
    return app;
  }

  private addApp(name: string): AppRow {
    const row = this.statements.addApp.get(name) as AppRow;
    this.apps.set(name, row);
    return row;
  }

  private trim(app: AppRow): void {
    const { lines, bytes } = this.bounds;
    if (app.last - app.first < lines && app.bytes <= bytes) return;
    const mostLines = Math.floor(lines * KEEP_SHARE);
    let count = app.last - app.first + 1;
    for (const row of this.statements.sizes.iterate(app.id)) {
      if (count <= mostLines && app.bytes <= bytes * KEEP_SHARE) break;
      app.bytes -= row.size + LINE_BYTES;
      app.first = row.number + 1;
      count -= 1;
    }
    this.statements.removeLines.run(app.id, app.first - 1);
  }

  private beforeLast(app: AppRow, query: LogQuery, num: number): number {
    if (num <= 0) return app.last;
    if (isPlain(query)) return app.last - num;
    let left = num;
    for (const row of this.statements.fromLast.iterate({ ...conditions(query), app: app.id })) {
      if (query.fits?.(lineOf(app.name, row)) !== false) left -= 1;
      if (left === 0) return row.number - 1;
    }
    return app.first - 1;
  }

  private collect(app: AppRow, query: LogQuery, from: number, to: number): { lines: LogLine[]; reached: number } {
    const lines: LogLine[] = [];
    let bytes = 0;
    for (const row of this.statements.between.iterate({ ...conditions(query), app: app.id, from, to })) {
      const line = lineOf(app.name, row);
      if (query.fits?.(line) === false) continue;
      lines.push(line);
      bytes += row.message.length;
      if (bytes > PAGE_BYTES) return { lines, reached: row.number };
    }
    return { lines, reached: to };
  }
}

function isPlain({ since, until, process, release, filter, fits }: LogQuery): boolean {
  return [since, until, process, release, filter, fits].every((each) => each === undefined);
}

interface Conditions {
  since: string | null;
  until: string | null;
  process: string | null;
  release: string | null;
  filter: string | null;
}

function conditions({ since, until, process, release, filter }: LogQuery): Conditions {
  return {
    since: since ?? null,
    until: until ?? null,
    process: process ?? null,
    release: release ?? null,
    filter: filter ?? null,
  };
}

const FITS = `(@since IS NULL OR time >= @since)
  AND (@until IS NULL OR time < @until)
  AND (@process IS NULL OR process = @process OR substr(process, 1, length(@process) + 1) = @process || '.')
  AND (@release IS NULL OR release = @release)
  AND (@filter IS NULL OR instr(message, @filter) > 0)`;

function lineOf(app: string, { number, time, source, process, release, message }: LineRow): LogLine {
  return { app, time, source, process, release: release ?? undefined, message, number };
}

function prepare(database: Database) {
  return {
    allApps: database.prepare<[], AppRow>('SELECT * FROM apps'),
    addApp: database.prepare<[string], AppRow>('INSERT INTO apps (name) VALUES (?) RETURNING *'),
    saveApp: database.prepare<[AppRow]>('UPDATE apps SET first = @first, last = @last, bytes = @bytes WHERE id = @id'),
    addLine: database.prepare('INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?)'),
    between: database.prepare<[Conditions & { app: number; from: number; to: number }], LineRow>(
      `SELECT number, time, source, process, release, message FROM lines
       WHERE app = @app AND number > @from AND number <= @to AND ${FITS} ORDER BY number`,
    ),
    fromLast: database.prepare<[Conditions & { app: number }], LineRow>(
      `SELECT number, time, source, process, release, message FROM lines
       WHERE app = @app AND ${FITS} ORDER BY number DESC`,
    ),
    sizes: database.prepare<[number], { number: number; size: number }>(
      'SELECT number, length(CAST(message AS BLOB)) AS size FROM lines WHERE app = ? ORDER BY number',
    ),
    removeLines: database.prepare<[number, number]>('DELETE FROM lines WHERE app = ? AND number <= ?'),
  };
}
