import type { Delivery } from '../model/webhook.ts';
import type { Database } from './database.ts';

type Row = { [Name in keyof Delivery]: Delivery[Name] | null };

/** What came of a try. */
export type Outcome = Pick<Delivery, 'state' | 'triedAt' | 'nextAt' | 'status' | 'reason' | 'took'>;

/** Deliveries that are kept of a webhook. */
const KEPT = 2000;

/** Deliveries that may wait for one receiver: the oldest ones make way. */
const MOST_WAITING = 1000;

/** Events on their way to receivers, and what came of them. */
export class Deliveries {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Notes that an event is to be sent, now. */
  add({ id, webhook, event }: Pick<Delivery, 'id' | 'webhook' | 'event'>): Delivery {
    const now = new Date().toISOString();
    const insert = `INSERT INTO deliveries (id, webhook, event, state, tries, created_at, next_at)
      VALUES (?, ?, ?, 'waiting', 0, ?, ?)`;
    this.database.transaction(() => {
      this.database.prepare(insert).run(id, webhook, event, now, now);
      this.database.prepare(DROP_WAITING).run({ webhook });
      this.database.prepare(FORGET_OLD).run({ webhook });
    })();
    return this.find(id) as Delivery;
  }

  find(id: string): Delivery | undefined {
    const row = this.database.prepare<[string], Row>(`${SELECT} WHERE id = ?`).get(id);
    return row && fromRow(row);
  }

  /** The newest so many of a webhook, newest first. */
  list(webhook: string, last: number): Delivery[] {
    const sql = `${SELECT} WHERE webhook = ? ORDER BY rowid DESC LIMIT ?`;
    return this.database.prepare<[string, number], Row>(sql).all(webhook, last).map(fromRow);
  }

  /** The one that a webhook sends next: those that are due in the order of their events, or else the one that is due first. */
  next(webhook: string, now: Date): Delivery | undefined {
    const sql = `${SELECT} WHERE webhook = :webhook AND state = 'waiting'
      ORDER BY next_at > :now, CASE WHEN next_at > :now THEN next_at END, rowid LIMIT 1`;
    const row = this.database.prepare<[object], Row>(sql).get({ webhook, now: now.toISOString() });
    return row && fromRow(row);
  }

  /** Notes what came of a try, which counts as one. */
  tried(id: string, { state, triedAt, nextAt, status, reason, took }: Outcome): void {
    const outcome = { state, triedAt, nextAt, status, reason, took };
    const nulls = Object.fromEntries(Object.entries(outcome).map(([name, value]) => [name, value ?? null]));
    this.database
      .prepare(
        `UPDATE deliveries SET state = :state, tries = tries + 1, tried_at = :triedAt, next_at = :nextAt,
           status = :status, reason = :reason, took = :took WHERE id = :id`,
      )
      .run({ id, ...nulls });
  }

  /** Sends it once more, as if it was never tried. */
  again(id: string): void {
    const sql = `UPDATE deliveries SET state = 'waiting', tries = 0, next_at = ? WHERE id = ?`;
    this.database.prepare(sql).run(new Date().toISOString(), id);
  }

  /** How many wait, and how many webhooks have some that failed three times and more. */
  waiting(): { waiting: number; troubled: number } {
    const sql = `SELECT count(*) AS waiting, count(DISTINCT CASE WHEN tries >= 3 THEN webhook END) AS troubled
      FROM deliveries WHERE state = 'waiting'`;
    return this.database.prepare<[], { waiting: number; troubled: number }>(sql).get()!;
  }
}

// Private

const SELECT = `SELECT id, webhook, event, state, tries, created_at AS createdAt, tried_at AS triedAt, next_at AS nextAt,
  status, reason, took FROM deliveries`;

const DROP_WAITING = `UPDATE deliveries SET state = 'dropped', next_at = NULL, reason = 'too many waited'
  WHERE webhook = :webhook AND state = 'waiting' AND rowid <= (
    SELECT rowid FROM deliveries WHERE webhook = :webhook AND state = 'waiting'
    ORDER BY rowid DESC LIMIT 1 OFFSET ${MOST_WAITING})`;

const FORGET_OLD = `DELETE FROM deliveries WHERE webhook = :webhook AND state <> 'waiting' AND rowid <= (
  SELECT rowid FROM deliveries WHERE webhook = :webhook ORDER BY rowid DESC LIMIT 1 OFFSET ${KEPT})`;

function fromRow(row: Row): Delivery {
  const entries = Object.entries(row).map(([name, value]) => [name, value ?? undefined]);
  return Object.fromEntries(entries) as Delivery;
}
