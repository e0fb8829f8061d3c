import type { Database } from './database.ts';

/** A table of JSON documents by key, for resources that are recorded and listed but never searched inside. */
export interface Documents<T> {
  find(key: string): T | undefined;
  /** In the order in which they were first put. */
  list(): T[];
  /** The same with their keys. */
  entries(): [string, T][];
  put(key: string, document: T): void;
  remove(key: string): void;
}

/** The documents of one table, named `<service>_<noun>`, which is made when it is not there. */
export function openDocuments<T>(database: Database, table: string): Documents<T> {
  database.exec(`CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, document TEXT NOT NULL)`);
  const find = database.prepare<[string], Row>(`SELECT document FROM ${table} WHERE key = ?`);
  const list = database.prepare<[], Row & { key: string }>(`SELECT key, document FROM ${table} ORDER BY rowid`);
  const put = database.prepare(
    `INSERT INTO ${table} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET document = excluded.document`,
  );
  const remove = database.prepare(`DELETE FROM ${table} WHERE key = ?`);
  return {
    find: (key) => parse(find.get(key)),
    list: () => list.all().map((row) => JSON.parse(row.document)),
    entries: () => list.all().map(({ key, document }) => [key, JSON.parse(document)]),
    put: (key, document) => void put.run(key, JSON.stringify(document)),
    remove: (key) => void remove.run(key),
  };
}

// Private

interface Row {
  document: string;
}

function parse<T>(row: Row | undefined): T | undefined {
  return row && JSON.parse(row.document);
}
