import type { Database } from './database.ts';
import { type Documents, openDocuments } from './documents.ts';

/**
 * All records of one noun, oldest first: held in memory, so that reads cost nothing, and each written through to its table at every
 * `save`, so that what was answered survives `kill -9`. Whoever changes a record saves it. A record whose save fails, or is taken back
 * with its transaction, is again what the table says: memory never runs ahead of the disk.
 */
export class Collection<T extends object> {
  private readonly database: Database;
  private readonly documents: Documents<T>;
  private readonly records: Map<string, T>;
  private readonly keyOf: (record: T) => string;
  private readonly upgrade: (stored: T) => T;
  private readonly indexes: Index<T>[] = [];

  /** `upgrade` gives records that an earlier version wrote the members they lack. */
  constructor(
    database: Database,
    table: string,
    keyOf: (record: T) => string,
    upgrade: (stored: T) => T = (stored) => stored,
  ) {
    this.database = database;
    this.keyOf = keyOf;
    this.upgrade = upgrade;
    this.documents = openDocuments<T>(database, table);
    this.records = new Map(this.documents.list().map((stored) => [keyOf(stored), upgrade(stored)]));
  }

  get(key: string): T | undefined {
    return this.records.get(key);
  }

  get size(): number {
    return this.records.size;
  }

  all(): T[] {
    return [...this.records.values()];
  }

  where(matches: (record: T) => boolean): T[] {
    return this.all().filter(matches);
  }

  /** Finds the records of a value without a look at all others: those for which `by` answered it when they were saved. */
  index(by: (record: T) => string | undefined): (value: string) => T[] {
    const index = new Index(by);
    for (const [key, record] of this.records) index.note(key, record);
    this.indexes.push(index);
    return (value) => index.keysOf(value).map((key) => this.records.get(key) as T);
  }

  /** Writes a record, new or changed. */
  save(record: T): T {
    this.write(record, (key) => {
      this.documents.put(key, record);
      this.keep(key, record);
    });
    return record;
  }

  remove(record: T): void {
    this.write(record, (key) => {
      this.documents.remove(key);
      this.drop(key);
    });
  }

  // Private

  private write(record: T, work: (key: string) => void): void {
    const key = this.keyOf(record);
    const reload = () => this.reload(key, record);
    this.database.onRollback(reload);
    try {
      work(key);
    } catch (error) {
      reload();
      throw error;
    }
  }

  /** The record that others hold stays the same object. */
  private reload(key: string, record: T): void {
    const stored = this.documents.find(key);
    for (const member of Object.keys(stored ? record : {})) delete record[member as keyof T];
    if (stored) this.keep(key, Object.assign(record, this.upgrade(stored)));
    else this.drop(key);
  }

  private keep(key: string, record: T): void {
    this.records.set(key, record);
    for (const index of this.indexes) index.note(key, record);
  }

  private drop(key: string): void {
    this.records.delete(key);
    for (const index of this.indexes) index.forget(key);
  }
}

// Private

/** The keys of records by one value of theirs, and that value by the key: a record may have changed since. */
class Index<T> {
  private readonly keys = new Map<string, Set<string>>();
  private readonly values = new Map<string, string>();
  private readonly by: (record: T) => string | undefined;

  constructor(by: (record: T) => string | undefined) {
    this.by = by;
  }

  keysOf(value: string): string[] {
    return [...(this.keys.get(value) ?? [])];
  }

  note(key: string, record: T): void {
    const value = this.by(record);
    if (value === this.values.get(key)) return;
    this.forget(key);
    if (value === undefined) return;
    this.values.set(key, value);
    this.keys.set(value, (this.keys.get(value) ?? new Set()).add(key));
  }

  forget(key: string): void {
    const value = this.values.get(key);
    if (value === undefined) return;
    this.values.delete(key);
    const keys = this.keys.get(value) as Set<string>;
    keys.delete(key);
    if (keys.size === 0) this.keys.delete(value);
  }
}
