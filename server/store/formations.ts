import type { Scaled, Size } from '../model/formation.ts';
import type { Database } from './database.ts';

interface Row {
  process: string;
  count: number | null;
  cpu: number | null;
  memory: number | null;
}

/** What people have set of the sizes of apps' processes. */
export class Formations {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** By process type; what nobody has set is not there. */
  of(app: string): Record<string, Partial<Size>> {
    const sql = 'SELECT process, count, cpu, memory FROM formations WHERE app = ? ORDER BY process';
    const rows = this.database.prepare<[string], Row>(sql).all(app);
    return Object.fromEntries(rows.map(({ process, ...size }) => [process, known(size)]));
  }

  /** Replaces all that is set of an app. */
  set(app: string, scaled: Scaled): void {
    const insert = this.database.prepare(
      'INSERT INTO formations (app, process, count, cpu, memory) VALUES (?, ?, ?, ?, ?)',
    );
    this.database.transaction(() => {
      this.database.prepare('DELETE FROM formations WHERE app = ?').run(app);
      for (const [process, { count = null, cpu = null, memory = null }] of Object.entries(scaled))
        insert.run(app, process, count, cpu, memory);
    })();
  }
}

// Private

function known(size: Omit<Row, 'process'>): Partial<Size> {
  return Object.fromEntries(Object.entries(size).filter(([, value]) => value !== null));
}
