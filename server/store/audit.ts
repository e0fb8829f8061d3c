import type { Database } from './database.ts';

/** One thing that somebody did or tried: who, what, when, from where. Never a secret value. */
export interface AuditRecord {
  /** ISO 8601. */
  at: string;
  /** The developer's name, or what an unknown one offered. */
  who: string;
  /** `push main`, `keys add`, `login`… */
  what: string;
  app: string | undefined;
  /** The address it came from. */
  from: string | undefined;
  /** `ok`, or why not. */
  result: string;
}

type Row = Omit<AuditRecord, 'app' | 'from'> & { app: string | null; from: string | null };

/** What was done on the rack, oldest first; nothing is ever taken out. */
export class Audit {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  record({ who, what, app, from, result }: { who: string; what: string; app?: string; from?: string; result: string }) {
    this.database
      .prepare('INSERT INTO audit (at, who, what, app, "from", result) VALUES (?, ?, ?, ?, ?, ?)')
      .run(new Date().toISOString(), who, what, app ?? null, from ?? null, result);
  }

  /** All records, or those of one app. */
  list({ app }: { app?: string } = {}): AuditRecord[] {
    const sql = 'SELECT at, who, what, app, "from", result FROM audit WHERE :app IS NULL OR app = :app ORDER BY id';
    const rows = this.database.prepare<[{ app: string | null }], Row>(sql).all({ app: app ?? null });
    return rows.map((row) => ({ ...row, app: row.app ?? undefined, from: row.from ?? undefined }));
  }
}
