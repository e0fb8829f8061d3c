import type { Database } from '../store/database.ts';

/**
 * All objects of one kind, oldest first: held in memory, written through to a table of their own at each `save`. Whoever changes an
 * object saves it; what is saved survives the process.
 */
export class Collection<T extends object> {
  private readonly items = new Map<string, T>();
  private readonly write: (key: string, body: string) => void;
  private readonly erase: (key: string) => void;
  private readonly keyOf: (item: T) => string;

  constructor(database: Database, table: string, keyOf: (item: T) => string) {
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, body TEXT NOT NULL)`);
    for (const row of database.prepare(`SELECT key, body FROM ${table} ORDER BY rowid`).all() as {
      key: string;
      body: string;
    }[]) {
      this.items.set(row.key, JSON.parse(row.body));
    }
    const upsert = database.prepare(
      `INSERT INTO ${table} (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body`,
    );
    const remove = database.prepare(`DELETE FROM ${table} WHERE key = ?`);
    this.write = (key, body) => upsert.run(key, body);
    this.erase = (key) => remove.run(key);
    this.keyOf = keyOf;
  }

  get(key: string): T | undefined {
    return this.items.get(key);
  }

  all(): T[] {
    return [...this.items.values()];
  }

  save(item: T): T {
    const key = this.keyOf(item);
    this.items.set(key, item);
    this.write(key, JSON.stringify(item));
    return item;
  }

  remove(item: T): void {
    const key = this.keyOf(item);
    this.items.delete(key);
    this.erase(key);
  }
}
