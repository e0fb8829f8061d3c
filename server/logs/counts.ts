import type { Database } from 'better-sqlite3';
import { countOf, type LogRecord, type RecordLine } from '../../wire/log-record.ts';

/** A count is kept for so long after its last line: far longer than anybody could send that line again. */
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;

/** Remembers of every container which line it had last, so that what an agent sends again is taken once. */
export class Counts {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database) {
    this.statements = prepare(database);
  }

  /** The lines of a record that were not taken before, remembered as taken; called within a transaction. */
  take({ container, app, lines }: LogRecord): RecordLine[] {
    const last = new Map(this.statements.of.all(container).map(({ count, sequence }) => [count, sequence]));
    if (last.get(FORGOTTEN) !== undefined) return [];
    const fresh = lines.filter((line) => advance(last, line));
    for (const count of new Set(fresh.map(countOf)))
      this.statements.save.run(container, count, last.get(count) as number, app, Date.now());
    return fresh;
  }

  /** Whatever the containers of this app send from now on is dropped: the app is gone. */
  forget(app: string): void {
    this.statements.forget.run(FORGOTTEN, Date.now(), app);
  }

  prune(): void {
    this.statements.prune.run(Date.now() - KEPT_MS);
  }
}

// Private

/** Stands in the place of a count's name for a container whose app is gone. */
const FORGOTTEN = 'forgotten';

function advance(last: Map<string, number>, line: RecordLine): boolean {
  const count = countOf(line);
  if (line.sequence <= (last.get(count) ?? 0)) return false;
  last.set(count, line.sequence);
  return true;
}

function prepare(database: Database) {
  return {
    of: database.prepare<[string], { count: string; sequence: number }>(
      'SELECT count, sequence FROM counts WHERE container = ?',
    ),
    save: database.prepare('INSERT OR REPLACE INTO counts VALUES (?, ?, ?, ?, ?)'),
    forget: database.prepare(
      'INSERT OR REPLACE INTO counts SELECT DISTINCT container, ?, 0, app, ? FROM counts WHERE app = ?',
    ),
    prune: database.prepare('DELETE FROM counts WHERE touchedAt < ?'),
  };
}
