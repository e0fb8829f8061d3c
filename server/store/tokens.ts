import type { AppScope, Role } from '../model/developer.ts';
import type { Token } from '../model/token.ts';
import type { Database } from './database.ts';

interface Row {
  id: string;
  developer: string;
  name: string;
  hash: Buffer;
  role: Role | null;
  /** A JSON list of names; null: all apps of the developer. */
  apps: string | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  last_used_from: string | null;
  revoked_at: string | null;
}

export interface NewToken {
  id: string;
  developer: string;
  name: string;
  /** SHA-256 of the secret. */
  hash: Buffer;
  role: Role | undefined;
  apps: AppScope;
  expiresAt: string | undefined;
}

/** Milliseconds in which a further use of a token is not worth a write. */
const USE_GRAIN = 60_000;

/** The personal access tokens of all developers; never their secrets. */
export class Tokens {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  add({ id, developer, name, hash, role, apps, expiresAt }: NewToken): Token {
    const list = apps === 'all' ? null : JSON.stringify(apps);
    this.database
      .prepare(
        'INSERT INTO tokens (id, developer, name, hash, role, apps, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(id, developer, name, hash, role ?? null, list, new Date().toISOString(), expiresAt ?? null);
    return this.find(id) as Token;
  }

  /** The token of this id, whether it is in force or not. */
  find(id: string): Token | undefined {
    const row = this.row(id);
    return row && fromRow(row);
  }

  /** The stored hash of a token's secret. */
  hashOf(id: string): Buffer | undefined {
    return this.row(id)?.hash;
  }

  /** The tokens of one developer or of all that are not revoked, by developer. */
  list(developer?: string): Token[] {
    const sql = 'SELECT * FROM tokens WHERE revoked_at IS NULL ORDER BY developer, created_at, id';
    const rows = this.database.prepare<[], Row>(sql).all();
    return rows.filter((row) => developer === undefined || row.developer === developer).map(fromRow);
  }

  revoke(id: string): void {
    this.database.prepare('UPDATE tokens SET revoked_at = ? WHERE id = ?').run(new Date().toISOString(), id);
  }

  /** Notes that the token was used just now, at most once a minute. */
  touch({ id, lastUsedAt }: Token, from: string, now: Date): void {
    if (lastUsedAt !== undefined && now.getTime() - Date.parse(lastUsedAt) < USE_GRAIN) return;
    this.database
      .prepare('UPDATE tokens SET last_used_at = ?, last_used_from = ? WHERE id = ?')
      .run(now.toISOString(), from, id);
  }

  setApps(id: string, apps: readonly string[]): void {
    this.database.prepare('UPDATE tokens SET apps = ? WHERE id = ?').run(JSON.stringify(apps), id);
  }

  /** Takes the app out of all lists. */
  forgetApp(app: string): void {
    for (const { id, apps } of this.list())
      if (apps !== 'all' && apps.includes(app)) this.setApps(id, others(apps, app));
  }

  // Private

  private row(id: string): Row | undefined {
    return this.database.prepare<[string], Row>('SELECT * FROM tokens WHERE id = ?').get(id);
  }
}

// Private

const others = (apps: readonly string[], app: string) => apps.filter((each) => each !== app);

function fromRow(row: Row): Token {
  return {
    id: row.id,
    developer: row.developer,
    name: row.name,
    role: row.role ?? undefined,
    apps: row.apps === null ? 'all' : JSON.parse(row.apps),
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    lastUsedFrom: row.last_used_from ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
