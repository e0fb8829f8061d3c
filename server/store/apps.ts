import type { App } from '../model/app.ts';
import type { AppSettings, SettingName } from '../model/settings.ts';
import type { Database } from './database.ts';

interface Row {
  name: string;
  created_at: string;
  created_by: string;
  priority: number;
  /** A JSON object. */
  settings: string;
}

const SELECT = `SELECT name, created_at, created_by, priority,
  (SELECT json_group_object(settings.name, value) FROM settings WHERE app = apps.name) AS settings FROM apps`;

/** The apps of the rack. */
export class Apps {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  find(name: string): App | undefined {
    const row = this.database.prepare<[string], Row>(`${SELECT} WHERE name = ?`).get(name);
    return row && fromRow(row);
  }

  /** All apps by name. */
  list(): App[] {
    return this.database.prepare<[], Row>(`${SELECT} ORDER BY name`).all().map(fromRow);
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

  /** Changes settings; undefined takes one away. */
  set(app: string, settings: { [name in SettingName]?: string | undefined }): void {
    const put = this.database.prepare(
      'INSERT INTO settings (app, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    );
    const remove = this.database.prepare('DELETE FROM settings WHERE app = ? AND name = ?');
    this.database.transaction(() => {
      for (const [name, value] of Object.entries(settings))
        if (value === undefined) remove.run(app, name);
        else put.run(app, name, value);
    })();
  }

  /** The priority of the listener rule of a process that is not the web: given once, the smallest that is free, and kept. */
  priorityOf(app: string, process: string): number {
    const find = this.database.prepare<[string, string], { priority: number }>(
      'SELECT priority FROM priorities WHERE app = ? AND process = ?',
    );
    const insert = this.database.prepare('INSERT INTO priorities (app, process, priority) VALUES (?, ?, ?)');
    return this.database.transaction(() => {
      const known = find.get(app, process);
      if (known) return known.priority;
      const priority = this.freePriority();
      insert.run(app, process, priority);
      return priority;
    })();
  }

  private freePriority(): number {
    const sql = 'SELECT priority FROM apps UNION SELECT priority FROM priorities';
    const rows = this.database.prepare<[], { priority: number }>(sql).all();
    const taken = new Set(rows.map(({ priority }) => priority));
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
    priority: row.priority,
    settings: JSON.parse(row.settings) as AppSettings,
  };
}
