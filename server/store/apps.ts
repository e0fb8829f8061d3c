import type { App } from '../model/app.ts';
import type { Database } from './database.ts';

interface Row {
  name: string;
  created_at: string;
  created_by: string;
  branch: string | null;
  priority: number;
}

/** The apps of the rack. */
export class Apps {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  find(name: string): App | undefined {
    const row = this.database.prepare<[string], Row>('SELECT * FROM apps WHERE name = ?').get(name);
    return row && fromRow(row);
  }

  /** All apps by name. */
  list(): App[] {
    return this.database.prepare<[], Row>('SELECT * FROM apps ORDER BY name').all().map(fromRow);
  }

  /** Records a new app and gives it the smallest priority that is free. */
  create({ name, createdBy }: { name: string; createdBy: string }): App {
    const insert = this.database.prepare(
      'INSERT INTO apps (name, created_at, created_by, priority) VALUES (?, ?, ?, ?)',
    );
    this.database.transaction(() => {
      insert.run(name, new Date().toISOString(), createdBy, this.freePriority());
    })();
    return this.find(name) as App;
  }

  /** Removes the app and all that is recorded of it but the audit log. */
  remove(name: string): void {
    this.database.prepare('DELETE FROM apps WHERE name = ?').run(name);
  }

  private freePriority(): number {
    const taken = new Set(this.list().map((app) => app.priority));
    let priority = 1;
    while (taken.has(priority)) priority++;
    return priority;
  }
}

// Private

function fromRow(row: Row): App {
  return {
    name: row.name,
    createdAt: row.created_at,
    createdBy: row.created_by,
    branch: row.branch ?? undefined,
    priority: row.priority,
  };
}
