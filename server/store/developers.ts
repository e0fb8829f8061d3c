import type { AppScope, Developer, Role } from '../model/developer.ts';
import type { Database } from './database.ts';

interface Row {
  name: string;
  role: Role;
  /** A JSON list of names; null: all apps. */
  apps: string | null;
  created_at: string;
}

/** The people and programs that may use the rack. */
export class Developers {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** By name, in whatever case. */
  find(name: string): Developer | undefined {
    const row = this.database
      .prepare<[string], Row>('SELECT * FROM developers WHERE name = ? COLLATE NOCASE')
      .get(name);
    return row && fromRow(row);
  }

  /** All developers by name. */
  list(): Developer[] {
    return this.database.prepare<[], Row>('SELECT * FROM developers ORDER BY name COLLATE NOCASE').all().map(fromRow);
  }

  create({ name, role, apps }: { name: string; role: Role; apps: AppScope }): Developer {
    this.database
      .prepare('INSERT INTO developers (name, role, apps, created_at) VALUES (?, ?, ?, ?)')
      .run(name, role, apps === 'all' ? null : JSON.stringify(apps), new Date().toISOString());
    return this.find(name) as Developer;
  }

  setRole(name: string, role: Role): void {
    this.database.prepare('UPDATE developers SET role = ? WHERE name = ?').run(role, name);
  }

  setApps(name: string, apps: AppScope): void {
    const list = apps === 'all' ? null : JSON.stringify(apps);
    this.database.prepare('UPDATE developers SET apps = ? WHERE name = ?').run(list, name);
  }

  /** Takes the app out of all lists. */
  forgetApp(app: string): void {
    for (const { name, apps } of this.list())
      if (apps !== 'all' && apps.includes(app)) this.setApps(name, others(apps, app));
  }

  /** Removes the developer with all keys and tokens. */
  remove(name: string): void {
    this.database.prepare('DELETE FROM developers WHERE name = ?').run(name);
  }
}

// Private

const others = (apps: readonly string[], app: string) => apps.filter((each) => each !== app);

function fromRow({ name, role, apps, created_at }: Row): Developer {
  return { name, role, apps: apps === null ? 'all' : JSON.parse(apps), createdAt: created_at };
}
