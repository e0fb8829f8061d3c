import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Failure, messageOf } from '../../lib/failure.ts';
import { Flush } from './flush.ts';

/** What the files are written in: raised when an older program could no longer read what this one writes. */
const VERSION = 1;

/** The SQLite file of the local endpoint, and what memory holds of it besides. */
export class Database extends BetterSqlite3 {
  private readonly flush: Flush | undefined;
  private counter: { get(): unknown } | undefined;
  private consequences = new Consequences();
  private readonly statements = new Map<string, BetterSqlite3.Statement>();

  constructor(path: string) {
    super(path);
    if (!this.memory) this.flush = new Flush(path, () => this.changes());
  }

  /** The one statement of a text: to make one costs more than to run it. So texts are constants, and nobody changes how it answers. */
  override prepare: BetterSqlite3.Database['prepare'] = (text: string) => {
    const statement = this.statements.get(text) ?? super.prepare(text);
    this.statements.set(text, statement);
    return statement as never;
  };

  /**
   * Runs `work` as one transaction; inside another one, as part of it. When it throws, what it has written is taken back, on
   * disk and in the memory of whoever asked for it by `onRollback`. What an async function does after its first wait is no
   * longer part of it.
   */
  atomically<T>(work: () => T): T {
    const [outer, own] = [this.consequences, new Consequences()];
    this.consequences = own;
    try {
      let result!: T;
      this.transaction(() => {
        result = work();
      })();
      outer.rollback.push(...own.rollback);
      outer.commit.push(...own.commit);
      return result;
    } catch (error) {
      for (const reload of own.rollback.reverse()) reload();
      throw error;
    } finally {
      this.consequences = outer;
      if (!this.inTransaction) this.conclude(outer);
    }
  }

  /** Has `reload` called if what is written now is taken back: it brings memory back to what the file says. */
  onRollback(reload: () => void): void {
    if (this.inTransaction) this.consequences.rollback.push(reload);
  }

  /** Has `work` done when what is written now can no longer be lost: it may remove what the file named before. */
  onCommit(work: () => void): void {
    if (this.inTransaction) this.consequences.commit.push(work);
    else this.afterwards([work]);
  }

  /** Resolves when all that was committed until now outlives a power cut. */
  async settled(): Promise<void> {
    await this.flush?.settled();
  }

  override close(): this {
    this.flush?.close();
    return super.close();
  }

  // Private

  /** How many rows were changed since the file was opened. */
  private changes(): number {
    this.counter ??= this.prepare('SELECT total_changes()').pluck();
    return Number(this.counter.get());
  }

  private conclude(outer: Consequences): void {
    const work = outer.commit;
    [outer.commit, outer.rollback] = [[], []];
    if (work.length > 0) this.afterwards(work);
  }

  private afterwards(work: (() => void)[]): void {
    const all = () => {
      for (const each of work) each();
    };
    // What is not removed now is found at the next start.
    this.settled().then(all, () => {});
  }
}

/** What is to be done when a transaction is taken back, or has become part of the file. */
class Consequences {
  rollback: (() => void)[] = [];
  commit: (() => void)[] = [];
}

/**
 * Opens (or makes) the SQLite file of the local endpoint. WAL, so that what is committed survives `kill -9`; a power cut
 * may take back what `settled` was not waited for, but leaves the file whole. Foreign keys are on. Each service makes its own
 * tables with `CREATE TABLE IF NOT EXISTS`, named `<service>_<noun>`. A file that is damaged, or of a newer version, is refused
 * and left as it is; `thorough` reads all of it to find out.
 */
export function openDatabase(path: string, { thorough = true } = {}): Database {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path);
  try {
    return checked(database, path, thorough);
  } catch (cause) {
    database.close();
    throw isDamage(cause) ? damaged(path, messageOf(cause), cause) : cause;
  }
}

/** True for the errors by which SQLite tells that a file is not what it has written. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test((error as { code?: string }).code ?? '');
}

// Private

function checked(database: Database, path: string, thorough: boolean): Database {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  const found = thorough ? database.pragma('quick_check(1)', { simple: true }) : 'ok';
  if (found !== 'ok') throw damaged(path, String(found));
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > VERSION) throw tooNew(path, version);
  if (version < VERSION) database.pragma(`user_version = ${VERSION}`);
  return database;
}

function damaged(path: string, finding: string, cause?: unknown): Failure {
  return new Failure('database_damaged', `The file ${path} is damaged: ${finding}`, {
    hint: `Nothing was changed in it. Put a copy from before in its place, with its -wal file, or move ${basename(path)} away to begin anew.`,
    cause,
    blame: 'rack',
  });
}

function tooNew(path: string, version: number): Failure {
  return new Failure('database_too_new', `The file ${path} is of version ${version}; this program reads ${VERSION}.`, {
    hint: 'Run the newer Rack that has written it.',
  });
}
