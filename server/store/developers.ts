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

  find(name: string): Developer | undefined {
    const row = this.database.prepare<[string], Row>('SELECT * FROM developers WHERE name = ?').get(name);
    return row && fromRow(row);
  }

  /** All developers by name. */
  list(): Developer[] {
    return this.database.prepare<[], Row>('SELECT * FROM developers ORDER BY name').all().map(fromRow);
  }

  create({ name, role, apps }: { name: string; role: Role; apps: AppScope }): Developer {
    this.database
      .prepare('INSERT INTO developers (name, role, apps, created_at) VALUES (?, ?, ?, ?)')
      .run(name, role, apps === 'all' ? null : JSON.stringify(apps), new Date().toISOString());
    return this.find(name) as Developer;
  }

  /** Removes the developer with all keys. */
  remove(name: string): void {
    this.database.prepare('DELETE FROM developers WHERE name = ?').run(name);
  }
}

// Private

function fromRow({ name, role, apps, created_at }: Row): Developer {
  return { name, role, apps: apps === null ? 'all' : JSON.parse(apps), createdAt: created_at };
}
