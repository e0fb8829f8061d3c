import type { AwsError } from '../endpoint/service.ts';
import type { Database } from './database.ts';
import { type Documents, openDocuments } from './documents.ts';

/** The records of one kind of resource by their ids, and the error that says there is none of that id. */
export class Records<T> {
  private readonly documents: Documents<T>;
  private readonly missing: (id: string) => AwsError;

  constructor(database: Database, table: string, missing: (id: string) => AwsError) {
    this.documents = openDocuments(database, table);
    this.missing = missing;
  }

  /** Throws the error of the kind where there is none. */
  get(id: string): T {
    const found = this.documents.find(id ?? '');
    if (found) return found;
    throw this.missing(id);
  }

  has(id: string): boolean {
    return this.documents.find(id) !== undefined;
  }

  list(): T[] {
    return this.documents.list();
  }

  /** All with their ids. */
  entries(): [string, T][] {
    return this.documents.entries();
  }

  put(id: string, record: T): T {
    this.documents.put(id, record);
    return record;
  }

  change(id: string, changes: Partial<T>): T {
    return this.put(id, { ...this.get(id), ...changes });
  }

  remove(id: string): void {
    this.documents.remove(id);
  }
}
