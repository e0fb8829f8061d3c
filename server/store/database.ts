import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Failure } from '../../lib/failure.ts';
import { MIGRATIONS } from './migrations.ts';

export type Database = BetterSqlite3.Database;

/** Milliseconds that a starting server waits for its predecessor to let go of the file. */
const HANDOVER_TIMEOUT = 5000;

/**
 * Opens (or makes) the server's SQLite file and brings it to the newest schema. Locked for this process alone: with
 * EXCLUSIVE locking WAL needs no shared memory, which network file systems do not have.
 */
export function openDatabase(path: string): Database {
  mkdirSync(dirname(path), { recursive: true });
  const database = new BetterSqlite3(path, { timeout: HANDOVER_TIMEOUT });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    migrate(database);
    return database;
  } catch (cause) {
    database.close();
    throw isBusy(cause) ? inUse(path, cause) : cause;
  }
}

// Private

function migrate(database: Database): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length) throw tooNew(version);
  const run = database.transaction(() => {
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  run.exclusive();
}

function isBusy(cause: unknown): boolean {
  return cause instanceof BetterSqlite3.SqliteError && cause.code.startsWith('SQLITE_BUSY');
}

function inUse(path: string, cause: unknown): Failure {
  return new Failure('database_in_use', `Another server uses ${path}.`, { hint: 'Stop it first.', cause });
}

function tooNew(version: number): Failure {
  return new Failure(
    'database_too_new',
    `The database has schema ${version}; this server knows ${MIGRATIONS.length}.`,
    {
      hint: 'Start the newer version of the server.',
    },
  );
}
