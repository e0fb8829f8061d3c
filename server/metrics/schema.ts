import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';

const SCHEMA = `
  -- A copy of a process, or a machine. "first" and "last" are the times of its first and last sample, in seconds since 1970.
  CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    process TEXT NOT NULL,
    release TEXT NOT NULL,
    task TEXT NOT NULL,
    container TEXT NOT NULL,
    name TEXT,
    facts TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    UNIQUE (kind, owner, container)
  );
  -- The values of sixty steps of so many seconds; see block.ts.
  CREATE TABLE IF NOT EXISTS blocks (
    series INTEGER NOT NULL,
    step INTEGER NOT NULL,
    start INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (series, step, start)
  ) WITHOUT ROWID;
  -- What has samples that the coarse values do not have yet: "start" is that of the coarse step.
  CREATE TABLE IF NOT EXISTS stale (
    start INTEGER NOT NULL,
    series INTEGER NOT NULL,
    PRIMARY KEY (start, series)
  ) WITHOUT ROWID;
  -- Containers of apps that are gone: what comes of them still is not kept.
  CREATE TABLE IF NOT EXISTS gone (
    container TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) WITHOUT ROWID;
`;

/** Opens (or makes) the file of the series. Durable against `kill -9`: what a transaction wrote is there or is not. */
export function openDatabase(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new BetterSqlite3(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(SCHEMA);
  return database;
}
