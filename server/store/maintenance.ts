import type { Database } from './database.ts';

/** That an app answers with a page instead of serving. */
export interface Maintenance {
  page: string;
  by: string;
  /** ISO 8601. */
  since: string;
}

/** The apps that are in maintenance. */
export class Maintenances {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  of(app: string): Maintenance | undefined {
    const sql = 'SELECT page, "by", since FROM maintenance WHERE app = ?';
    return this.database.prepare<[string], Maintenance>(sql).get(app);
  }

  /** Begins maintenance, or gives it another page. */
  set(app: string, { page, by }: Pick<Maintenance, 'page' | 'by'>): void {
    const sql = `INSERT INTO maintenance (app, page, "by", since) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET page = excluded.page`;
    this.database.prepare(sql).run(app, page, by, new Date().toISOString());
  }

  remove(app: string): void {
    this.database.prepare('DELETE FROM maintenance WHERE app = ?').run(app);
  }
}
