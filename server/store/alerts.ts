import type { Alert } from '../model/alert.ts';
import type { Database } from './database.ts';

type Row = Omit<Alert, 'app'> & { app: string | null };

/** What is wrong now, and was told. What is about an app goes with it. */
export class Alerts {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Oldest first. */
  list(): Alert[] {
    const sql = 'SELECT name, subject, app, severity, stage, since, message, hint FROM alerts ORDER BY since, rowid';
    return this.database
      .prepare<[], Row>(sql)
      .all()
      .map((row) => ({ ...row, app: row.app ?? undefined }));
  }

  /** Adds it, or takes the place of what was known of it. */
  put({ name, subject, app, severity, stage, since, message, hint }: Alert): void {
    this.database
      .prepare(
        `INSERT INTO alerts (name, subject, app, severity, stage, since, message, hint) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (name, subject) DO UPDATE SET severity = excluded.severity, stage = excluded.stage,
           message = excluded.message, hint = excluded.hint`,
      )
      .run(name, subject, app ?? null, severity, stage, since, message, hint);
  }

  remove({ name, subject }: Pick<Alert, 'name' | 'subject'>): void {
    this.database.prepare('DELETE FROM alerts WHERE name = ? AND subject = ?').run(name, subject);
  }
}
