import type { Database } from './database.ts';

/** That nobody shall change an app for now. */
export interface Lock {
  reason: string | undefined;
  by: string;
  /** ISO 8601. */
  at: string;
}

/** The apps that are locked. */
export class Locks {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  of(app: string): Lock | undefined {
    const sql = 'SELECT reason, "by", at FROM locks WHERE app = ?';
    const row = this.database.prepare<[string], { reason: string | null; by: string; at: string }>(sql).get(app);
    return row && { ...row, reason: row.reason ?? undefined };
  }

  /** Locks an app, or gives its lock another reason. */
  set(app: string, { reason, by }: Pick<Lock, 'reason' | 'by'>): void {
    const sql = `INSERT INTO locks (app, reason, "by", at) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET reason = excluded.reason, "by" = excluded."by", at = excluded.at`;
    this.database.prepare(sql).run(app, reason ?? null, by, new Date().toISOString());
  }

  /** False when it was not locked. */
  remove(app: string): boolean {
    return this.database.prepare('DELETE FROM locks WHERE app = ?').run(app).changes > 0;
  }
}
