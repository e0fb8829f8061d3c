import type { Database } from './database.ts';

/** A version of the rack itself. */
export interface RackVersion {
  version: string;
  /** ISO 8601: when a server of it started first after another one. */
  since: string;
}

/** Which versions of the rack have run, and since when. */
export class Versions {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Notes the version of a server that starts, if it is another one than before. */
  note(version: string): void {
    if (this.list()[0]?.version === version) return;
    this.database.prepare('INSERT INTO versions (version, since) VALUES (?, ?)').run(version, new Date().toISOString());
  }

  /** Newest first. */
  list(): RackVersion[] {
    return this.database.prepare<[], RackVersion>('SELECT version, since FROM versions ORDER BY id DESC').all();
  }
}
