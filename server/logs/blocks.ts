import type { Database } from 'better-sqlite3';
import { parseLogRecord } from '../../wire/log-record.ts';
import type { BlockSpan } from './fitting.ts';
import type { LogLine } from './logs.ts';
import { linesOf, unreadableLine } from './record-lines.ts';

/** What a block takes on disk besides its lines. */
const ROW_BYTES = 150;
/** Bytes that a block unpacks to at most: it was packed here, or was a record that was read before it was kept. */
const MOST_BODY_BYTES = 64 * 1024 ** 2;
/** Blocks that were unpacked last, for readers who are at the same place. */
const UNPACKED = 4;

/** A block as it is listed: all but its lines. */
export interface Block extends BlockSpan {
  id: number;
  bytes: number;
}

export type NewBlock = BlockSpan & { app: number; record: Uint8Array };

/** Lines on disk. What a record brought is one block, packed as it came: to write and to drop lines costs little. */
export class Blocks {
  private readonly statements: ReturnType<typeof prepare>;
  /** The last are those that were asked for last. */
  private readonly unpacked = new Map<number, readonly LogLine[]>();

  constructor(database: Database) {
    this.statements = prepare(database);
  }

  /** Adds a block; the answer is what it takes on disk. */
  add(block: NewBlock): number {
    const bytes = block.record.length + ROW_BYTES;
    this.statements.add.run({ ...block, bytes });
    return bytes;
  }

  /** The blocks of an app with lines behind a number, oldest first. */
  behind(app: number, number: number): IterableIterator<Block> {
    return this.statements.behind.iterate(app, number);
  }

  /** The blocks of an app up to a number, newest first; `undefined` from time to time, where the reader may pause. */
  *backwards(app: number, number: number): Generator<Block | undefined> {
    for (let last = number; ; ) {
      const blocks = this.statements.backwards.all(app, last);
      if (blocks.length === 0) return;
      yield* blocks;
      yield undefined;
      last = blocks.at(-1)!.first - 1;
    }
  }

  /** The lines of a block. What this version cannot read has one, which says so. */
  lines(app: string, block: Block): readonly LogLine[] {
    const lines = this.unpacked.get(block.id) ?? this.unpack(app, block);
    this.unpacked.delete(block.id);
    this.unpacked.set(block.id, lines);
    for (const id of this.unpacked.keys()) if (this.unpacked.size > UNPACKED) this.unpacked.delete(id);
    return lines;
  }

  /** Drops an app's blocks up to a number. */
  remove(app: number, last: number): void {
    this.statements.remove.run(app, last);
    this.unpacked.clear();
  }

  // Private

  private unpack(app: string, block: Block): LogLine[] {
    const { id, process, release, first } = block;
    const record = parseLogRecord(this.statements.record.get(id)!.record, MOST_BODY_BYTES);
    return record
      ? linesOf(record, { app, process, release: release ?? undefined }, first)
      : [unreadableLine(app, block)];
  }
}

// Private

function prepare(database: Database) {
  const columns = 'id, first, last, earliest, latest, process, release, bytes';
  return {
    add: database.prepare<[NewBlock & { bytes: number }]>(
      `INSERT INTO blocks (app, first, last, earliest, latest, process, release, bytes, record)
       VALUES (@app, @first, @last, @earliest, @latest, @process, @release, @bytes, @record)`,
    ),
    behind: database.prepare<[number, number], Block>(
      `SELECT ${columns} FROM blocks WHERE app = ? AND last > ? ORDER BY last`,
    ),
    backwards: database.prepare<[number, number], Block>(
      `SELECT ${columns} FROM blocks WHERE app = ? AND last <= ? ORDER BY last DESC LIMIT 20`,
    ),
    record: database.prepare<[number], { record: Buffer }>('SELECT record FROM blocks WHERE id = ?'),
    remove: database.prepare<[number, number]>('DELETE FROM blocks WHERE app = ? AND last <= ?'),
  };
}
