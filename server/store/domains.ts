import { isCovered } from '../model/host.ts';
import type { Database } from './database.ts';

/** A host that somebody has given to a process, besides those that the app declares. */
export interface AddedDomain {
  name: string;
  process: string;
  addedBy: string;
  /** ISO 8601. */
  addedAt: string;
}

/** Which app has which host name of the world outside: one name, one app. */
export class Domains {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Gives the names to the app, all or none; answers those that another app has, or that its wildcards lead to. */
  claim(app: string, names: readonly string[]): { name: string; app: string }[] {
    const others = this.database.prepare<[string], { name: string; app: string }>(
      'SELECT name, app FROM domains WHERE app <> ?',
    );
    const insert = this.database.prepare('INSERT INTO domains (name, app) VALUES (?, ?) ON CONFLICT DO NOTHING');
    return this.database.transaction(() => {
      const known = names.length > 0 ? others.all(app) : [];
      const taken = names.flatMap((name) => {
        const other = known.find((each) => isCovered(name, each.name) || isCovered(each.name, name));
        return other ? [{ name, app: other.app }] : [];
      });
      if (taken.length === 0) for (const name of names) insert.run(name, app);
      return taken;
    })();
  }

  /** The hosts that lead to other apps than this one. */
  others(app: string): string[] {
    return this.database.prepare<[string], string>('SELECT name FROM domains WHERE app <> ?').pluck().all(app);
  }

  /** Takes all other names from the app, but for those that somebody has given to it. */
  keep(app: string, names: readonly string[]): void {
    const sql = `DELETE FROM domains WHERE app = ? AND process IS NULL
      AND name NOT IN (SELECT value FROM json_each(?))`;
    this.database.prepare(sql).run(app, JSON.stringify(names));
  }

  /** The hosts that somebody has given to processes of the app, by name. */
  added(app: string): AddedDomain[] {
    const sql = `SELECT name, process, added_by AS addedBy, added_at AS addedAt FROM domains
      WHERE app = ? AND process IS NOT NULL ORDER BY name`;
    return this.database.prepare<[string], AddedDomain>(sql).all(app);
  }

  /** Gives a host, which the app has claimed, to one of its processes. */
  add(app: string, { name, process, addedBy }: Omit<AddedDomain, 'addedAt'>): void {
    const sql = `INSERT INTO domains (name, app, process, added_by, added_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET process = excluded.process, added_by = excluded.added_by,
        added_at = excluded.added_at WHERE app = excluded.app`;
    this.database.prepare(sql).run(name, app, process, addedBy, new Date().toISOString());
  }

  /** Takes back a host that somebody has given; one that the app declares itself goes with its release. */
  remove(app: string, name: string): void {
    const sql = 'UPDATE domains SET process = NULL, added_by = NULL, added_at = NULL WHERE app = ? AND name = ?';
    this.database.prepare(sql).run(app, name);
  }
}
