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

  /** Notes that the key was used just now. */
  touch(fingerprint: string): void {
    this.database
      .prepare('UPDATE keys SET last_used_at = ? WHERE fingerprint = ?')
      .run(new Date().toISOString(), fingerprint);
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
