import type { Database } from './database.ts';

/** What Certificate Manager does not know of a certificate. */
export interface KeptCertificate {
  arn: string;
  /** The app for whose hosts it is presented; undefined: for none. */
  app: string | undefined;
  addedBy: string;
  /** ISO 8601. */
  addedAt: string;
}

/** The certificates of the rack. When an app goes, its certificates stay, presented for nobody. */
export class Certificates {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  list(): KeptCertificate[] {
    const sql = 'SELECT arn, app, added_by AS addedBy, added_at AS addedAt FROM certificates ORDER BY added_at, arn';
    const rows = this.database.prepare<[], KeptCertificate & { app: string | null }>(sql).all();
    return rows.map((row) => ({ ...row, app: row.app ?? undefined }));
  }

  /** The ARNs of those that are presented for an app, in order. */
  of(app: string): string[] {
    const sql = 'SELECT arn FROM certificates WHERE app = ? ORDER BY arn';
    return this.database.prepare<[string], string>(sql).pluck().all(app);
  }

  /** Notes a certificate, or for which app it is presented. */
  set({ arn, app, addedBy }: Omit<KeptCertificate, 'addedAt'>): void {
    const sql = `INSERT INTO certificates (arn, app, added_by, added_at) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET app = excluded.app`;
    this.database.prepare(sql).run(arn, app ?? null, addedBy, new Date().toISOString());
  }

  remove(arn: string): void {
    this.database.prepare('DELETE FROM certificates WHERE arn = ?').run(arn);
  }
}
