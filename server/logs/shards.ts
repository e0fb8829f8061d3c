import type { Database } from 'better-sqlite3';

/** How far each shard of the stream has been taken in. */
export class Shards {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database) {
    this.statements = prepare(database);
  }

  /** The sequence number of the last record that was taken; undefined before the first. */
  checkpoint(shard: string): string | undefined {
    return this.statements.of.get(shard)?.sequence ?? undefined;
  }

  hasEnded(shard: string): boolean {
    return this.statements.of.get(shard)?.hasEnded === 1;
  }

  /** Called within the transaction that stores the record's lines. */
  advance(shard: string, sequence: string): void {
    this.statements.advance.run(shard, sequence);
  }

  /** All that came into a shard until this time was taken. */
  reached(shard: string, at: number): void {
    this.statements.reached.run(shard, at);
  }

  /** Until when all that came was taken, in milliseconds since 1970; undefined before anybody has told. */
  reachedAt(shard: string): number | undefined {
    return this.statements.of.get(shard)?.reachedAt ?? undefined;
  }

  /** The shards that have begun and not ended. */
  unfinished(): string[] {
    return this.statements.unfinished.all().map(({ id }) => id);
  }

  /** All of a closed shard was taken. */
  end(shard: string): void {
    this.statements.end.run(shard);
  }
}

// Private

function prepare(database: Database) {
  return {
    of: database.prepare<[string], { sequence: string | null; hasEnded: number; reachedAt: number | null }>(
      'SELECT sequence, hasEnded, reachedAt FROM shards WHERE id = ?',
    ),
    unfinished: database.prepare<[], { id: string }>('SELECT id FROM shards WHERE hasEnded = 0'),
    reached: database.prepare(
      'INSERT INTO shards (id, reachedAt) VALUES (?, ?) ON CONFLICT DO UPDATE SET reachedAt = excluded.reachedAt',
    ),
    advance: database.prepare(
      'INSERT INTO shards (id, sequence) VALUES (?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence',
    ),
    end: database.prepare('INSERT INTO shards (id, hasEnded) VALUES (?, 1) ON CONFLICT DO UPDATE SET hasEnded = 1'),
  };
}
