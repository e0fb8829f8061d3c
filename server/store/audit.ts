import type { Database } from './database.ts';

/** The way that somebody came in. */
export type Door = 'ssh' | 'http' | 'console';

/** One thing that somebody did or tried: who, what, when, from where. Never a secret value. */
export interface AuditRecord {
  /** ISO 8601. */
  at: string;
  /** The developer's name, or what an unknown one offered; `rack` for the rack itself. */
  who: string;
  /** `push main`, `keys add`, `login`… */
  what: string;
  app: string | undefined;
  /** What the work found out: the commit, the release that was made. */
  detail: string | undefined;
  /** The address it came from. */
  from: string | undefined;
  door: Door | undefined;
  /** `key SHA256:…`, `token <name> (<id>)`, or `session <id>`. */
  credential: string | undefined;
  /** `ok`, or why not. */
  result: string;
}

/** A record as it is handed in; what is left out is not known, or does not apply. */
export type NewAuditRecord = Pick<AuditRecord, 'who' | 'what' | 'result'> & Partial<Omit<AuditRecord, 'at'>>;

/** Which records; all conditions hold at once. */
export interface AuditQuery {
  app?: string | undefined;
  /** In whatever case. */
  who?: string | undefined;
  /** ISO 8601: those of this time and later. */
  since?: string | undefined;
  /** No more than so many, the newest. */
  last?: number | undefined;
}

type Row = { [Name in keyof AuditRecord]: AuditRecord[Name] | null } & { id: number };

/** Records read in one go. Between two pages others may write: an open SQLite cursor would keep them from it. */
const PAGE = 500;

const COLUMNS = ['at', 'who', 'what', 'app', 'detail', 'from', 'door', 'credential', 'result'] as const;

/** What was done on the rack, oldest first; nothing is ever changed or taken out, which triggers hold. */
export class Audit {
  private readonly database: Database;
  private readonly listeners: ((record: AuditRecord) => void)[] = [];

  constructor(database: Database) {
    this.database = database;
  }

  /** Hands every record on from now on. */
  listen(listener: (record: AuditRecord) => void): void {
    this.listeners.push(listener);
  }

  record(record: NewAuditRecord): void {
    const whole = { at: new Date().toISOString(), ...record };
    const { app, detail, from, door, credential, ...rest } = whole;
    const optional = { app, detail, from, door, credential };
    const nulls = Object.fromEntries(Object.entries(optional).map(([name, value]) => [name, value ?? null]));
    this.database.prepare(INSERT).run({ ...rest, ...nulls });
    for (const listener of this.listeners) listener({ ...rest, ...optional });
  }

  /** The records of a query as of now, read page by page: a million of them need no memory. */
  *read(query: AuditQuery = {}): Generator<AuditRecord> {
    const newest = this.database.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM audit').get()?.id ?? 0;
    let from = Math.max(this.firstSince(query), this.firstOfLast(query));
    for (;;) {
      const page = this.page(query, from, newest);
      for (const row of page) yield fromRow(row);
      if (page.length < PAGE) return;
      from = (page.at(-1) as Row).id + 1;
    }
  }

  /** All records of a query at once. */
  list(query: AuditQuery = {}): AuditRecord[] {
    return [...this.read(query)];
  }

  // Private

  private page(query: AuditQuery, from: number, to: number): Row[] {
    const sql = `SELECT * FROM audit WHERE ${conditions(query)} AND id BETWEEN :from AND :to ORDER BY id LIMIT ${PAGE}`;
    return this.database.prepare<[object], Row>(sql).all({ ...parameters(query), from, to });
  }

  /** Ids grow as time does, so that only the first record of the time has to be found. */
  private firstSince({ since }: AuditQuery): number {
    if (since === undefined) return 0;
    const sql = 'SELECT id FROM audit WHERE at >= ? ORDER BY at LIMIT 1';
    return this.database.prepare<[string], { id: number }>(sql).get(since)?.id ?? Number.MAX_SAFE_INTEGER;
  }

  private firstOfLast(query: AuditQuery): number {
    if (query.last === undefined) return 0;
    if (query.last === 0) return Number.MAX_SAFE_INTEGER;
    const sql = `SELECT id FROM audit WHERE ${conditions(query)} ORDER BY id DESC LIMIT 1 OFFSET :skipped`;
    return this.database.prepare<[object], Row>(sql).get({ ...parameters(query), skipped: query.last - 1 })?.id ?? 0;
  }
}

// Private

const INSERT = `INSERT INTO audit (${COLUMNS.map((name) => `"${name}"`)}) VALUES (${COLUMNS.map((name) => `:${name}`)})`;

/** Only those that are asked for, so that SQLite finds its index; the time's is of no use here (`+`). */
function conditions({ app, who, since }: AuditQuery): string {
  const all = [
    app !== undefined && 'app = :app',
    who !== undefined && 'who = :who COLLATE NOCASE',
    since !== undefined && '+at >= :since',
  ];
  return all.filter(Boolean).join(' AND ') || 'TRUE';
}

function parameters({ app, who, since }: AuditQuery): object {
  return {
    ...(app !== undefined && { app }),
    ...(who !== undefined && { who }),
    ...(since !== undefined && { since }),
  };
}

function fromRow({ id: _, ...row }: Row): AuditRecord {
  return Object.fromEntries(COLUMNS.map((name) => [name, row[name] ?? undefined])) as unknown as AuditRecord;
}
