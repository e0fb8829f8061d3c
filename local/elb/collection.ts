import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';

/**
 * The records of one noun: all in memory, each written through to its SQLite table, so that reads cost nothing and
 * what was answered survives `kill -9`.
 */
export class Collection<T extends object> {
  private readonly documents: Documents<T>;
  private readonly records: Map<string, T>;
  private readonly keyOf: (record: T) => string;

  /** `upgrade` gives records that an earlier version wrote the members they lack. */
  constructor(
    database: Database,
    table: string,
    keyOf: (record: T) => string,
    upgrade: (stored: T) => T = (stored) => stored,
  ) {
    this.keyOf = keyOf;
    this.documents = openDocuments<T>(database, table);
    this.records = new Map(this.documents.list().map((stored) => [keyOf(stored), upgrade(stored)]));
  }

  get(key: string): T | undefined {
    return this.records.get(key);
  }

  all(): T[] {
    return [...this.records.values()];
  }

  where(matches: (record: T) => boolean): T[] {
    return this.all().filter(matches);
  }

  /** Writes a record, new or changed. */
  put(record: T): T {
    this.documents.put(this.keyOf(record), record);
    this.records.set(this.keyOf(record), record);
    return record;
  }

  remove(record: T): void {
    this.documents.remove(this.keyOf(record));
    this.records.delete(this.keyOf(record));
  }
}
