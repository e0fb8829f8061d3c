import type { Database } from '../store/database.ts';

export interface StoredRecord {
  position: number;
  partitionKey: string;
  data: Buffer;
  /** Milliseconds since 1970; never less than that of the record before it in its shard. */
  arrived: number;
}

export interface NewRecord {
  shard: number;
  partitionKey: string;
  data: Buffer;
}

/**
 * The records of all shards in SQLite, by shard and position. Positions start at 1 and have no gaps; an append is one
 * transaction, so what was answered survives `kill -9`.
 */
export class RecordStore {
  private readonly database: Database;
  private readonly tips = new Map<number, { next: number; arrived: number }>();
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database) {
    this.database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS shard (key INTEGER PRIMARY KEY AUTOINCREMENT, floor INTEGER NOT NULL DEFAULT 1);
      CREATE TABLE IF NOT EXISTS record (shard INTEGER NOT NULL, position INTEGER NOT NULL, arrived INTEGER NOT NULL,
        partition_key TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (shard, position));`);
    this.statements = prepare(database);
  }

  /** Keys for so many new shards. */
  addShards(count: number): number[] {
    const insert = this.database.prepare('INSERT INTO shard DEFAULT VALUES');
    return this.database.atomically(() => Array.from({ length: count }, () => Number(insert.run().lastInsertRowid)));
  }

  /** The keys of all shards, also of those whose stream is gone. */
  shards(): number[] {
    return this.statements.shards.all().map(({ key }) => key);
  }

  /** Appends in order, all or nothing; answers the positions. */
  append(records: readonly NewRecord[], now: number): number[] {
    try {
      return this.database.atomically(() => records.map((record) => this.insert(record, now)));
    } catch (error) {
      // What was rolled back took positions: count anew.
      this.tips.clear();
      throw error;
    }
  }

  /** Resolves when all that was appended until now outlives a power cut. */
  settled(): Promise<void> {
    return this.database.settled();
  }

  /** Records from this position on, as many as fit in both limits but at least one. */
  read(shard: number, from: number, most: { records: number; bytes: number }): StoredRecord[] {
    const found: StoredRecord[] = [];
    let bytes = 0;
    for (const record of this.statements.read.iterate(shard, from)) {
      bytes += record.data.length + record.partitionKey.length;
      if (found.length > 0 && bytes > most.bytes) break;
      found.push(record);
      if (found.length >= most.records) break;
    }
    return found;
  }

  /** The position that the next record gets. */
  next(shard: number): number {
    return this.tip(shard).next;
  }

  /** The first position that arrived at this time or later; the next one when there is none. */
  positionAt(shard: number, time: number): number {
    let [low, high] = [this.floor(shard), this.next(shard)];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const arrived = this.statements.arrived.get(shard, middle)?.arrived ?? -Infinity;
      if (arrived >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The oldest position that is kept. */
  floor(shard: number): number {
    return this.statements.floor.get(shard)?.floor ?? 1;
  }

  /** Drops up to `most` records before this position; true while there are more. */
  trim(shard: number, before: number, most: number): boolean {
    const floor = this.floor(shard);
    const end = Math.min(before, floor + most);
    if (end <= floor) return false;
    this.database.atomically(() => {
      // Known before the records are gone, or a shard trimmed to nothing would forget where it was.
      this.tip(shard);
      this.statements.trim.run(shard, end);
      this.statements.raiseFloor.run(end, shard);
    });
    return end < before;
  }

  /** Forgets a shard whose records are all trimmed. */
  removeShard(shard: number): void {
    this.statements.removeShard.run(shard);
    this.tips.delete(shard);
  }

  // Private

  private insert({ shard, partitionKey, data }: NewRecord, now: number): number {
    const tip = this.tip(shard);
    tip.arrived = Math.max(tip.arrived, now);
    this.statements.insert.run(shard, tip.next, tip.arrived, partitionKey, data);
    tip.next += 1;
    return tip.next - 1;
  }

  private tip(shard: number): { next: number; arrived: number } {
    const known = this.tips.get(shard);
    if (known) return known;
    const last = this.statements.last.get(shard);
    const tip = { next: last ? last.position + 1 : this.floor(shard), arrived: last?.arrived ?? 0 };
    this.tips.set(shard, tip);
    return tip;
  }
}

// Private

function prepare(database: Database) {
  return {
    shards: database.prepare<[], { key: number }>('SELECT key FROM shard ORDER BY key'),
    insert: database.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?)'),
    read: database.prepare<[number, number], StoredRecord>(
      'SELECT position, partition_key AS partitionKey, data, arrived FROM record WHERE shard = ? AND position >= ? ORDER BY position',
    ),
    last: database.prepare<[number], { position: number; arrived: number }>(
      'SELECT position, arrived FROM record WHERE shard = ? ORDER BY position DESC LIMIT 1',
    ),
    arrived: database.prepare<[number, number], { arrived: number }>(
      'SELECT arrived FROM record WHERE shard = ? AND position = ?',
    ),
    floor: database.prepare<[number], { floor: number }>('SELECT floor FROM shard WHERE key = ?'),
    raiseFloor: database.prepare('UPDATE shard SET floor = ? WHERE key = ?'),
    trim: database.prepare('DELETE FROM record WHERE shard = ? AND position < ?'),
    removeShard: database.prepare('DELETE FROM shard WHERE key = ?'),
  };
}
