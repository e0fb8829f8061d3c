import type { Database } from './database.ts';

/** Which app has which host name of the world outside: one name, one app. */
export class Domains {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Gives the names to the app, all or none; answers those that another app has. */
  claim(app: string, names: readonly string[]): { name: string; app: string }[] {
    const find = this.database.prepare<[string], { name: string; app: string }>('SELECT * FROM domains WHERE name = ?');
    const insert = this.database.prepare('INSERT INTO domains (name, app) VALUES (?, ?) ON CONFLICT DO NOTHING');
    return this.database.transaction(() => {
      const taken = names.flatMap((name) => find.get(name) ?? []).filter((domain) => domain.app !== app);
      if (taken.length === 0) for (const name of names) insert.run(name, app);
      return taken;
    })();
  }

  /** Takes all other names from the app. */
  keep(app: string, names: readonly string[]): void {
    const sql = 'DELETE FROM domains WHERE app = ? AND name NOT IN (SELECT value FROM json_each(?))';
    this.database.prepare(sql).run(app, JSON.stringify(names));
  }
}
