import type { Developer, Role } from '../model/developer.ts';
import type { Database } from './database.ts';

interface Row {
  name: string;
  role: Role;
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

  create({ name, role }: { name: string; role: Role }): Developer {
    this.database
      .prepare('INSERT INTO developers (name, role, created_at) VALUES (?, ?, ?)')
      .run(name, role, new Date().toISOString());
    return this.find(name) as Developer;
  }

  /** Removes the developer with all keys. */
  remove(name: string): void {
    this.database.prepare('DELETE FROM developers WHERE name = ?').run(name);
  }
}

// Private

function fromRow({ name, role, created_at }: Row): Developer {
  return { name, role, createdAt: created_at };
}
