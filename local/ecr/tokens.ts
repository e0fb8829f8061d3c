import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../store/database.ts';

/** How long a password of GetAuthorizationToken is good, as on AWS. */
const LIFETIME = 12 * 60 * 60 * 1000;

export interface Token {
  password: string;
  expiresAt: Date;
}

/** The passwords that open the registry; only their hashes are kept. */
export class Tokens {
  private readonly database: Database;
  private readonly expiries: Map<string, number>;

  constructor(database: Database) {
    this.database = database;
    database.exec('CREATE TABLE IF NOT EXISTS ecr_tokens (hash TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)');
    const rows = database.prepare<[], { hash: string; expires: number }>(
      'SELECT hash, expires_at AS expires FROM ecr_tokens',
    );
    this.expiries = new Map(rows.all().map(({ hash, expires }) => [hash, expires]));
  }

  issue(now = Date.now()): Token {
    this.forgetExpired(now);
    const password = randomBytes(32).toString('base64url');
    const expires = now + LIFETIME;
    this.database.prepare('INSERT INTO ecr_tokens VALUES (?, ?)').run(hashOf(password), expires);
    this.expiries.set(hashOf(password), expires);
    this.database.onRollback(() => this.expiries.delete(hashOf(password)));
    return { password, expiresAt: new Date(expires) };
  }

  isGood(password: string, now = Date.now()): boolean {
    return (this.expiries.get(hashOf(password)) ?? 0) > now;
  }

  /** Takes back every password there is. */
  revokeAll(): void {
    this.database.prepare('DELETE FROM ecr_tokens').run();
    this.expiries.clear();
  }

  // Private

  private forgetExpired(now: number): void {
    this.database.prepare('DELETE FROM ecr_tokens WHERE expires_at <= ?').run(now);
    for (const [hash, expires] of this.expiries) if (expires <= now) this.expiries.delete(hash);
  }
}

const hashOf = (password: string) => createHash('sha256').update(password).digest('hex');
