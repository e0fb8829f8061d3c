import type { Database } from '../store/database.ts';
import type { Vault } from '../store/vault.ts';
import { limitExceeded } from './errors.ts';

/** The staging labels that Secrets Manager itself moves. */
export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';

export interface Version {
  id: string;
  stages: string[];
  created: number;
}

/** What a version holds: a text or bytes. */
export interface Value {
  kind: 'string' | 'binary';
  data: Buffer;
}

/** The versions of all secrets with their encrypted values and the staging labels that point to them. */
export class Versions {
  private readonly database: Database;
  private readonly vault: Vault;

  constructor(database: Database, vault: Vault) {
    this.database = database;
    this.vault = vault;
    database.exec(TABLE);
  }

  /** Newest first. */
  list(secret: string): Version[] {
    const rows = this.database
      .prepare<[string], Row>('SELECT * FROM secretsmanager_version WHERE secret = ? ORDER BY rowid DESC')
      .all(secret);
    return rows.map(({ id, stages, created }) => ({ id, stages: JSON.parse(stages), created }));
  }

  value(secret: string, id: string): Value | undefined {
    const row = this.database
      .prepare<[string, string], Row>('SELECT * FROM secretsmanager_version WHERE secret = ? AND id = ?')
      .get(secret, id);
    return row && { kind: row.kind, data: this.vault.open(row.sealed, `${secret} ${id}`) };
  }

  /** Adds a version and moves these labels to it. */
  add(secret: string, id: string, { kind, data }: Value, stages: readonly string[]): void {
    this.database.atomically(() => {
      const sealed = this.vault.seal(data, `${secret} ${id}`);
      this.database
        .prepare('INSERT INTO secretsmanager_version VALUES (?, ?, ?, ?, ?, ?)')
        .run(secret, id, kind, sealed, '[]', Date.now());
      this.moveStages(secret, id, stages);
      this.forgetUnlabelled(secret);
    });
  }

  /** Takes labels from whichever versions have them and puts them on this one; AWSPREVIOUS follows AWSCURRENT. */
  moveStages(secret: string, id: string | undefined, moved: readonly string[]): void {
    this.database.atomically(() => {
      const versions = this.list(secret);
      const current = versions.find(({ stages }) => stages.includes(CURRENT))?.id;
      const follows = moved.includes(CURRENT) && current !== undefined && current !== id;
      for (const version of versions) {
        const kept = version.stages.filter((s) => !moved.includes(s) && !(follows && s === PREVIOUS));
        const gained = [...(version.id === id ? moved : []), ...(follows && version.id === current ? [PREVIOUS] : [])];
        this.setStages(secret, version.id, [...new Set([...gained, ...kept])]);
      }
      this.checkLabels(secret);
    });
  }

  removeAll(secret: string): void {
    this.database.prepare('DELETE FROM secretsmanager_version WHERE secret = ?').run(secret);
  }

  // Private

  private setStages(secret: string, id: string, stages: string[]): void {
    this.database
      .prepare('UPDATE secretsmanager_version SET stages = ? WHERE secret = ? AND id = ?')
      .run(JSON.stringify(stages), secret, id);
  }

  private checkLabels(secret: string): void {
    const count = this.list(secret).reduce((sum, { stages }) => sum + stages.length, 0);
    if (count <= MOST_LABELS) return;
    throw limitExceeded(`A secret can have up to ${MOST_LABELS} staging labels over all its versions.`);
  }

  /** Versions that no label points to are deprecated: AWS drops the oldest of more than a hundred after a day. */
  private forgetUnlabelled(secret: string): void {
    const versions = this.list(secret);
    const dayAgo = Date.now() - 24 * 3600 * 1000;
    for (const { id, stages, created } of versions.slice(MOST_VERSIONS)) {
      if (stages.length > 0 || created > dayAgo) continue;
      this.database.prepare('DELETE FROM secretsmanager_version WHERE secret = ? AND id = ?').run(secret, id);
    }
  }
}

/** True when there are values that were sealed before. */
export function holdsValues(database: Database): boolean {
  database.exec(TABLE);
  return database.prepare('SELECT 1 FROM secretsmanager_version LIMIT 1').get() !== undefined;
}

// Private

const TABLE = `CREATE TABLE IF NOT EXISTS secretsmanager_version (
  secret TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, sealed BLOB NOT NULL, stages TEXT NOT NULL,
  created INTEGER NOT NULL, PRIMARY KEY (secret, id))`;

const MOST_VERSIONS = 100;
const MOST_LABELS = 20;

interface Row {
  id: string;
  kind: Value['kind'];
  sealed: Buffer;
  stages: string;
  created: number;
}
