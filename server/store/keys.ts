import type { Key } from '../model/developer.ts';
import type { Database } from './database.ts';

interface Row {
  fingerprint: string;
  developer: string;
  public_key: string;
  comment: string;
  created_at: string;
  last_used_at: string | null;
}

/** Milliseconds in which a further use of a key is not worth a write. */
const USE_GRAIN = 60_000;

/** The SSH public keys of all developers. */
export class Keys {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  add({ developer, fingerprint, publicKey, comment }: Omit<Key, 'createdAt' | 'lastUsedAt'>): Key {
    this.database
      .prepare('INSERT INTO keys (fingerprint, developer, public_key, comment, created_at) VALUES (?, ?, ?, ?, ?)')
      .run(fingerprint, developer, publicKey, comment, new Date().toISOString());
    return this.findByFingerprint(fingerprint) as Key;
  }

  findByFingerprint(fingerprint: string): Key | undefined {
    const row = this.database.prepare<[string], Row>('SELECT * FROM keys WHERE fingerprint = ?').get(fingerprint);
    return row && fromRow(row);
  }

  /** The keys of one developer or of all, by developer. */
  list(developer?: string): Key[] {
    const rows = this.database.prepare<[], Row>('SELECT * FROM keys ORDER BY developer, created_at, fingerprint').all();
    return rows.filter((row) => developer === undefined || row.developer === developer).map(fromRow);
  }

  remove(fingerprint: string): void {
    this.database.prepare('DELETE FROM keys WHERE fingerprint = ?').run(fingerprint);
  }

  /** Notes that the key was used just now, at most once a minute. */
  touch(fingerprint: string, now: Date): void {
    this.database
      .prepare(
        'UPDATE keys SET last_used_at = :now WHERE fingerprint = :fingerprint AND coalesce(last_used_at, 0) < :before',
      )
      .run({ fingerprint, now: now.toISOString(), before: new Date(now.getTime() - USE_GRAIN).toISOString() });
  }
}

// Private

function fromRow(row: Row): Key {
  return {
    developer: row.developer,
    fingerprint: row.fingerprint,
    publicKey: row.public_key,
    comment: row.comment,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}
