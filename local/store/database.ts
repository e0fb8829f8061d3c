import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

export type Database = BetterSqlite3.Database;

/**
 * Opens (or makes) the SQLite file of the local endpoint. WAL, so that what is committed survives `kill -9`;
 * foreign keys are on. Each service makes its own tables with `CREATE TABLE IF NOT EXISTS`, named `<service>_<noun>`.
 */
export function openDatabase(path: string): Database {
  mkdirSync(dirname(path), { recursive: true });
  const database = new BetterSqlite3(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  return database;
}
