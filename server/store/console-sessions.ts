import type { ConsoleSession } from '../model/console-session.ts';
import type { Database } from './database.ts';

interface Row {
  id: string;
  developer: string;
  key: string;
  hash: Buffer;
  previous_hash: Buffer | null;
  hashed_at: string;
  created_at: string;
  opened_at: string | null;
  expires_at: string;
  last_used_at: string | null;
  last_used_from: string | null;
  browser: string | null;
}

export interface NewConsoleSession {
  id: string;
  developer: string;
  key: string;
  /** SHA-256 of the link's secret. */
  hash: Buffer;
  expiresAt: string;
}

/** What a session is known by: hashes of its secret, and of the one before, which is good for a while. */
export interface SessionSecrets {
  hash: Buffer;
  previous: Buffer | undefined;
  /** When the secret was made. */
  at: string;
}

/** Milliseconds in which a further use of a session is not worth a write. */
const USE_GRAIN = 60_000;

/** The sessions of the console, and the links that wait to become one; never their secrets. */
export class ConsoleSessions {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Keeps a link that can be followed; what is over by now is forgotten. */
  offer({ id, developer, key, hash, expiresAt }: NewConsoleSession, now: Date): void {
    const at = now.toISOString();
    this.database.prepare('DELETE FROM console_sessions WHERE expires_at <= ?').run(at);
    this.database
      .prepare(
        'INSERT INTO console_sessions (id, developer, key, hash, hashed_at, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(id, developer, key, hash, at, at, expiresAt);
  }

  /** Makes a session of a link, once: false when it is one already. */
  open(id: string, { hash, expiresAt, browser, now }: { hash: Buffer; expiresAt: string; browser: string; now: Date }) {
    const sql =
      'UPDATE console_sessions SET hash = ?, hashed_at = ?, opened_at = ?, expires_at = ?, browser = ? WHERE id = ? AND opened_at IS NULL';
    const at = now.toISOString();
    return this.database.prepare(sql).run(hash, at, at, expiresAt, browser, id).changes === 1;
  }

  /** A session or a link, whether its time is over or not. */
  find(id: string): ConsoleSession | undefined {
    const row = this.row(id);
    return row && fromRow(row);
  }

  secretsOf(id: string): SessionSecrets | undefined {
    const row = this.row(id);
    return row && { hash: row.hash, previous: row.previous_hash ?? undefined, at: row.hashed_at };
  }

  setSecrets(id: string, { hash, previous, at }: SessionSecrets): void {
    this.database
      .prepare('UPDATE console_sessions SET hash = ?, previous_hash = ?, hashed_at = ? WHERE id = ?')
      .run(hash, previous ?? null, at, id);
  }

  /** The open sessions that last, of one developer or of all, by developer. */
  list(developer: string | undefined, now: Date): ConsoleSession[] {
    const sql =
      'SELECT * FROM console_sessions WHERE opened_at IS NOT NULL AND expires_at > ? ORDER BY developer, opened_at, id';
    const rows = this.database.prepare<[string], Row>(sql).all(now.toISOString());
    return rows.filter((row) => developer === undefined || row.developer === developer).map(fromRow);
  }

  /** Ends a session, or takes a link back. */
  remove(id: string): void {
    this.database.prepare('DELETE FROM console_sessions WHERE id = ?').run(id);
  }

  /** Notes that the session was used just now, at most once a minute. */
  touch({ id, lastUsedAt }: ConsoleSession, from: string, now: Date): void {
    if (lastUsedAt !== undefined && now.getTime() - Date.parse(lastUsedAt) < USE_GRAIN) return;
    this.database
      .prepare('UPDATE console_sessions SET last_used_at = ?, last_used_from = ? WHERE id = ?')
      .run(now.toISOString(), from, id);
  }

  // Private

  private row(id: string): Row | undefined {
    return this.database.prepare<[string], Row>('SELECT * FROM console_sessions WHERE id = ?').get(id);
  }
}

// Private

function fromRow(row: Row): ConsoleSession {
  return {
    id: row.id,
    developer: row.developer,
    key: row.key,
    createdAt: row.created_at,
    openedAt: row.opened_at ?? undefined,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
    lastUsedFrom: row.last_used_from ?? undefined,
    browser: row.browser ?? undefined,
  };
}
