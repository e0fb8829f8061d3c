import type { Database } from '../../store/database.ts';

export interface Export {
  name: string;
  value: string;
  stackId: string;
}

/** The exported values of all stacks and who imports them, in SQLite. */
export class Exports {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  list(): Export[] {
    return this.database.prepare(`${EXPORTS} ORDER BY name`).all() as Export[];
  }

  find(name: string): Export | undefined {
    return this.database.prepare(`${EXPORTS} WHERE name = ?`).get(name) as Export | undefined;
  }

  ofStack(stackId: string): Export[] {
    return this.database.prepare(`${EXPORTS} WHERE stack_id = ? ORDER BY name`).all(stackId) as Export[];
  }

  /** Makes these the exports of the stack, and no others. */
  replace(stackId: string, exports: readonly { name: string; value: string }[]): void {
    this.database.prepare('DELETE FROM cloudformation_exports WHERE stack_id = ?').run(stackId);
    const insert = this.database.prepare('INSERT INTO cloudformation_exports (name, value, stack_id) VALUES (?, ?, ?)');
    for (const { name, value } of exports) insert.run(name, value, stackId);
  }

  /** The names of the stacks that import an export. */
  importers(name: string): string[] {
    const query = `SELECT s.name FROM cloudformation_imports i JOIN cloudformation_stacks s ON s.id = i.stack_id
      WHERE i.name = ? AND s.deleted_at IS NULL ORDER BY s.name`;
    return (this.database.prepare(query).all(name) as { name: string }[]).map((row) => row.name);
  }

  /** Notes that the stack imports these names; with `only`, that it imports no others any more. */
  importing(stackId: string, names: Iterable<string>, only = false): void {
    if (only) this.database.prepare('DELETE FROM cloudformation_imports WHERE stack_id = ?').run(stackId);
    const insert = this.database.prepare('INSERT OR IGNORE INTO cloudformation_imports (stack_id, name) VALUES (?, ?)');
    for (const name of names) insert.run(stackId, name);
  }
}

// Private

const EXPORTS = 'SELECT name, value, stack_id AS stackId FROM cloudformation_exports';
