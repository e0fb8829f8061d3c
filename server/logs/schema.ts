import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { packLines } from './pack-lines.ts';

const SCHEMA = `
  -- "first" to "last" are the numbers of the lines that are kept; they are given without gap.
  CREATE TABLE IF NOT EXISTS apps (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    first INTEGER NOT NULL DEFAULT 1,
    last INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
  );
  -- Lines of one copy, packed as the record that brought them (wire/log-record.ts). What is large comes last: it is not read
  -- by who looks for blocks.
  CREATE TABLE IF NOT EXISTS blocks (
    id INTEGER PRIMARY KEY,
    app INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    earliest TEXT NOT NULL,
    latest TEXT NOT NULL,
    process TEXT NOT NULL,
    release TEXT,
    bytes INTEGER NOT NULL,
    record BLOB NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS blocksByNumber ON blocks (app, last);
  -- The last sequence that was taken of each count of a container.
  CREATE TABLE IF NOT EXISTS counts (
    container TEXT NOT NULL,
    count TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    app TEXT NOT NULL,
    touchedAt INTEGER NOT NULL,
    PRIMARY KEY (container, count)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS copies (
    task TEXT PRIMARY KEY,
    app TEXT NOT NULL,
    process TEXT NOT NULL,
    release TEXT NOT NULL,
    number INTEGER NOT NULL,
    stoppedAt INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS copiesByRelease ON copies (app, process, release);
  -- How far a shard has been read; hasEnded once a split or merge has closed it and all of it was read. "reachedAt" is the
  -- time, in milliseconds since 1970, up to which all that came is taken in, as of a moment ago.
  CREATE TABLE IF NOT EXISTS shards (
    id TEXT PRIMARY KEY,
    sequence TEXT,
    hasEnded INTEGER NOT NULL DEFAULT 0,
    reachedAt INTEGER
  ) WITHOUT ROWID;
`;

/** Opens (or makes) the file of the log history. Durable against `kill -9`: what a transaction wrote is there or is not. */
export function openDatabase(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new BetterSqlite3(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(SCHEMA);
  addReachedAt(database);
  packLines(database);
  return database;
}

// Private

/** Files of before there was that column. */
function addReachedAt(database: Database): void {
  const columns = database.pragma('table_info(shards)') as { name: string }[];
  if (!columns.some(({ name }) => name === 'reachedAt'))
    database.exec('ALTER TABLE shards ADD COLUMN reachedAt INTEGER');
}
