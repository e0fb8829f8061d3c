import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../store/database.ts';

export interface Message {
  id: string;
  body: string;
  /** What clients attach, as they gave it. */
  attributes: Record<string, MessageAttribute>;
  /** Milliseconds since 1970. */
  sentAt: number;
  firstReceivedAt: number | undefined;
  received: number;
  /** By which its last receiver names it. */
  receipt: string | undefined;
  group: string | undefined;
  deduplication: string | undefined;
  /** Its place in its queue. */
  sequence: number;
}

export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string | Uint8Array;
}

/** What is put into a queue. */
export interface NewMessage {
  body: string;
  attributes: Record<string, MessageAttribute>;
  delay: number;
  group?: string | undefined;
  deduplication?: string | undefined;
}

/** Milliseconds in which a message of a FIFO queue that is sent again is the same. */
const SAME_FOR = 5 * 60_000;

/** The messages of all queues, each in the file before anybody is told that it is there. */
export class Messages {
  private readonly statements;

  constructor(database: Database) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS sqs_message (sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
        attributes TEXT NOT NULL, sentAt INTEGER NOT NULL, visibleAt INTEGER NOT NULL, firstReceivedAt INTEGER, received INTEGER NOT NULL DEFAULT 0,
        receipt TEXT, fifoGroup TEXT, deduplication TEXT);
      CREATE INDEX IF NOT EXISTS sqs_message_turn ON sqs_message (queue, visibleAt);
      CREATE INDEX IF NOT EXISTS sqs_message_receipt ON sqs_message (receipt);
      CREATE TABLE IF NOT EXISTS sqs_sent (queue TEXT, deduplication TEXT, until INTEGER, id TEXT, sequence INTEGER, PRIMARY KEY (queue, deduplication)) WITHOUT ROWID`);
    this.statements = prepared(database);
  }

  /** Puts a message in; one that a FIFO queue has got within five minutes is not put in again, and told as it was. */
  put(queue: string, message: NewMessage, now = Date.now()): { id: string; sequence: number } {
    const { deduplication = null, group = null } = message;
    const same = deduplication === null ? undefined : this.statements.sent.get(queue, deduplication, now);
    if (same) return same as { id: string; sequence: number };
    const id = randomUUID();
    const attributes = JSON.stringify(message.attributes);
    const visibleAt = now + message.delay * 1000;
    const row = { queue, id, body: message.body, attributes, now, visibleAt, group, deduplication };
    const sequence = Number(this.statements.put.run(row).lastInsertRowid);
    if (deduplication !== null) this.statements.noteSent.run(queue, deduplication, now + SAME_FOR, id, sequence);
    return { id, sequence };
  }

  /** Those whose turn it is, oldest first; of a group of which one is out, none. They are out then for `visibility` seconds. */
  take(queue: string, most: number, visibility: number, now = Date.now()): Message[] {
    const rows = this.statements.due.all({ queue, now, most }) as Row[];
    return rows.map((row) => {
      const receipt = randomUUID();
      const first = row.firstReceivedAt ?? now;
      this.statements.take.run(now + visibility * 1000, first, receipt, row.sequence);
      return messageOf({ ...row, receipt, received: row.received + 1, firstReceivedAt: first });
    });
  }

  /** Moves a message to another queue, where it has not been given out yet. */
  move({ sequence }: Message, queue: string): void {
    this.statements.move.run(queue, sequence);
  }

  /** Whether a message is out under this receipt: undefined for one that nobody was given, or that has gone. */
  stateOf(queue: string, receipt: string, now = Date.now()): 'out' | 'back' | undefined {
    const found = this.statements.byReceipt.get(queue, receipt) as Row | undefined;
    if (!found) return undefined;
    return found.visibleAt > now ? 'out' : 'back';
  }

  remove(queue: string, receipt: string): void {
    this.statements.remove.run(queue, receipt);
  }

  postpone(queue: string, receipt: string, seconds: number, now = Date.now()): void {
    this.statements.postpone.run(now + seconds * 1000, queue, receipt);
  }

  /** Forgets all messages of a queue that were sent before. */
  purge(queue: string, before = Number.MAX_SAFE_INTEGER): void {
    this.statements.purge.run(queue, before);
    this.statements.forgetSent.run(Date.now());
  }

  counts(queue: string, now = Date.now()): { visible: number; out: number; delayed: number } {
    return this.statements.counts.get({ queue, now }) as { visible: number; out: number; delayed: number };
  }

  /** When the next one that is out or delayed has its turn. */
  nextTurn(queue: string, now = Date.now()): number | undefined {
    return (this.statements.next.get(queue, now) as { at: number | null }).at ?? undefined;
  }
}

/** What the id of a message is where content makes it: the SHA-256 of its body. */
export function contentId(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

// Private

interface Row extends Omit<Message, 'attributes' | 'group' | 'firstReceivedAt' | 'receipt' | 'deduplication'> {
  attributes: string;
  visibleAt: number;
  firstReceivedAt: number | null;
  receipt: string | null;
  fifoGroup: string | null;
  deduplication: string | null;
}

function prepared(database: Database) {
  const isOut =
    'fifoGroup IN (SELECT fifoGroup FROM sqs_message WHERE queue = @queue AND visibleAt > @now AND fifoGroup IS NOT NULL)';
  return {
    put: database.prepare(`INSERT INTO sqs_message (queue, id, body, attributes, sentAt, visibleAt, fifoGroup, deduplication)
      VALUES (@queue, @id, @body, @attributes, @now, @visibleAt, @group, @deduplication)`),
    sent: database.prepare('SELECT id, sequence FROM sqs_sent WHERE queue = ? AND deduplication = ? AND until > ?'),
    noteSent: database.prepare('INSERT OR REPLACE INTO sqs_sent VALUES (?, ?, ?, ?, ?)'),
    forgetSent: database.prepare('DELETE FROM sqs_sent WHERE until <= ?'),
    due: database.prepare(`SELECT * FROM sqs_message WHERE queue = @queue AND visibleAt <= @now AND (fifoGroup IS NULL OR NOT ${isOut})
      ORDER BY sequence LIMIT @most`),
    take: database.prepare(
      'UPDATE sqs_message SET visibleAt = ?, firstReceivedAt = ?, receipt = ?, received = received + 1 WHERE sequence = ?',
    ),
    move: database.prepare(
      'UPDATE sqs_message SET queue = ?, visibleAt = 0, received = 0, firstReceivedAt = NULL, receipt = NULL WHERE sequence = ?',
    ),
    byReceipt: database.prepare('SELECT * FROM sqs_message WHERE queue = ? AND receipt = ?'),
    remove: database.prepare('DELETE FROM sqs_message WHERE queue = ? AND receipt = ?'),
    postpone: database.prepare('UPDATE sqs_message SET visibleAt = ? WHERE queue = ? AND receipt = ?'),
    purge: database.prepare('DELETE FROM sqs_message WHERE queue = ? AND sentAt < ?'),
    counts:
      database.prepare(`SELECT COALESCE(SUM(visibleAt <= @now), 0) AS visible, COALESCE(SUM(visibleAt > @now AND received > 0), 0) AS out,
      COALESCE(SUM(visibleAt > @now AND received = 0), 0) AS delayed FROM sqs_message WHERE queue = @queue`),
    next: database.prepare('SELECT MIN(visibleAt) AS at FROM sqs_message WHERE queue = ? AND visibleAt > ?'),
  };
}

function messageOf({ fifoGroup, deduplication, receipt, firstReceivedAt, attributes, ...row }: Row): Message {
  return {
    ...row,
    attributes: JSON.parse(attributes),
    firstReceivedAt: firstReceivedAt ?? undefined,
    receipt: receipt ?? undefined,
    group: fifoGroup ?? undefined,
    deduplication: deduplication ?? undefined,
  };
}
