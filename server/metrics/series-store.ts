import type { Database } from 'better-sqlite3';
import { Block, STEPS } from './block.ts';

/** Whose values a series holds. */
export interface SeriesKey {
  kind: 'copy' | 'machine';
  /** The app, or the machine. */
  owner: string;
  /** Empty of a machine, as all below. */
  process: string;
  release: string;
  task: string;
  container: string;
}

/** A series as it is kept. */
export interface SeriesRow extends SeriesKey {
  id: number;
  /** `web.1`; null until somebody asked. */
  name: string | null;
  /** JSON: what holds for all of its time, as the limit of its memory. */
  facts: string;
  /** Seconds since 1970. */
  first: number;
  last: number;
}

/** A block of a series, and when it begins. */
export interface KeptBlock {
  start: number;
  block: Block;
}

/** The series and their blocks, in SQLite. */
export class SeriesStore {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database) {
    this.statements = prepare(database);
  }

  /** The series of this key, made where there is none; it is known to reach from or to this time. */
  touch(key: SeriesKey, facts: string, at: number): number {
    return this.statements.touch.get({ ...key, facts, at })!.id;
  }

  /** Series with samples since this time, of one owner or all. */
  list(kind: SeriesKey['kind'], since: number, owner?: string): SeriesRow[] {
    return this.statements.list.all({ kind, since, owner: owner ?? null });
  }

  unnamed(): SeriesRow[] {
    return this.statements.unnamed.all();
  }

  name(id: number, name: string): void {
    this.statements.name.run(name, id);
  }

  /** Notes the values at a time, which is a multiple of the step. */
  set(series: number, step: number, at: number, values: readonly (number | undefined)[]): void {
    const start = startOf(at, step);
    const row = this.statements.block.get(series, step, start);
    const block = row ? Block.read(row.data) : Block.empty(values.length);
    block.set((at - start) / step, values);
    this.statements.put.run(series, step, start, block.write());
  }

  /** The blocks of a series that have a part of this time. */
  blocks(series: number, step: number, from: number, to: number): KeptBlock[] {
    const rows = this.statements.blocks.all(series, step, startOf(from, step), to);
    return rows.map(({ start, data }) => ({ start, block: Block.read(data) }));
  }

  markStale(start: number, series: number): void {
    this.statements.markStale.run(start, series);
  }

  /** Some of what is stale and began before this time, taken off the list. */
  takeStale(before: number, most: number): { start: number; series: number }[] {
    return this.statements.takeStale.all(before, most);
  }

  /** Drops blocks of this step that end before a time. */
  drop(step: number, before: number): void {
    this.statements.drop.run(step, before - step * STEPS);
  }

  /** Drops the series that nothing is kept of. */
  dropEmpty(before: number): void {
    this.statements.dropEmpty.run(before);
  }

  /** Whether a container was of an app that was forgotten. */
  isGone(container: string): boolean {
    return this.statements.isGone.get(container) !== undefined;
  }

  /** Drops from the list of those that are gone who has been on it since before a time. */
  dropGone(before: number): void {
    this.statements.dropGone.run(before);
  }

  /** Drops an app's series; its containers are known to be gone from now on. */
  forget(app: string, now: number): void {
    this.statements.noteGone.run(now, app);
    this.statements.forgetBlocks.run(app);
    this.statements.forget.run(app);
  }
}

/** When the block begins that has this time. */
export function startOf(at: number, step: number): number {
  return Math.floor(at / (step * STEPS)) * step * STEPS;
}

// Private

function prepare(database: Database) {
  return {
    touch: database.prepare<[object], { id: number }>(
      `INSERT INTO series (kind, owner, process, release, task, container, facts, first, last)
         VALUES (@kind, @owner, @process, @release, @task, @container, @facts, @at, @at)
         ON CONFLICT DO UPDATE SET facts = @facts, first = min(first, @at), last = max(last, @at) RETURNING id`,
    ),
    list: database.prepare<[object], SeriesRow>(
      'SELECT * FROM series WHERE kind = @kind AND last >= @since AND (@owner IS NULL OR owner = @owner) ORDER BY first, id',
    ),
    unnamed: database.prepare<[], SeriesRow>("SELECT * FROM series WHERE kind = 'copy' AND name IS NULL"),
    name: database.prepare('UPDATE series SET name = ? WHERE id = ?'),
    block: database.prepare<[number, number, number], { data: Buffer }>(
      'SELECT data FROM blocks WHERE series = ? AND step = ? AND start = ?',
    ),
    blocks: database.prepare<[number, number, number, number], { start: number; data: Buffer }>(
      'SELECT start, data FROM blocks WHERE series = ? AND step = ? AND start >= ? AND start < ? ORDER BY start',
    ),
    put: database.prepare('INSERT OR REPLACE INTO blocks (series, step, start, data) VALUES (?, ?, ?, ?)'),
    markStale: database.prepare('INSERT OR IGNORE INTO stale (start, series) VALUES (?, ?)'),
    takeStale: database.prepare<[number, number], { start: number; series: number }>(
      `DELETE FROM stale WHERE (start, series) IN (SELECT start, series FROM stale WHERE start <= ? ORDER BY start LIMIT ?)
         RETURNING start, series`,
    ),
    drop: database.prepare('DELETE FROM blocks WHERE step = ? AND start < ?'),
    dropEmpty: database.prepare(
      'DELETE FROM series WHERE last < ? AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.series = series.id)',
    ),
    isGone: database.prepare<[string], { container: string }>('SELECT container FROM gone WHERE container = ?'),
    dropGone: database.prepare('DELETE FROM gone WHERE at < ?'),
    noteGone: database.prepare(
      "INSERT OR REPLACE INTO gone SELECT container, ? FROM series WHERE kind = 'copy' AND owner = ?",
    ),
    forgetBlocks: database.prepare(
      "DELETE FROM blocks WHERE series IN (SELECT id FROM series WHERE kind = 'copy' AND owner = ?)",
    ),
    forget: database.prepare("DELETE FROM series WHERE kind = 'copy' AND owner = ?"),
  };
}
