import type { Drain, DrainProgress, DrainSecrets } from '../model/drain.ts';
import type { Database } from './database.ts';
import type { Seal } from './seal.ts';

type Row = { [Name in keyof Drain]: Name extends 'mayReachInside' ? number : Drain[Name] | null };

/** A drain that is new. */
export type NewDrain = Pick<
  Drain,
  'id' | 'app' | 'receiver' | 'process' | 'filter' | 'createdBy' | 'mayReachInside' | 'cursor'
>;

/** Where the apps' logs are sent to, and how far; addresses and secrets are encrypted at rest. */
export class Drains {
  private readonly database: Database;
  private readonly seal: Seal;

  constructor(database: Database, seal: Seal) {
    this.database = database;
    this.seal = seal;
  }

  add(drain: NewDrain, secrets: DrainSecrets): Drain {
    const { id, app, receiver, process, filter, createdBy, mayReachInside, cursor } = drain;
    const sealed = this.seal.close(JSON.stringify(secrets), nameOf(id));
    this.database
      .prepare(
        `INSERT INTO drains (id, app, receiver, process, filter, sealed, created_by, created_at, may_reach_inside, cursor)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        ...[id, app, receiver, process ?? null, filter ?? null, sealed, createdBy],
        ...[new Date().toISOString(), Number(mayReachInside), cursor],
      );
    return this.find(id) as Drain;
  }

  find(id: string): Drain | undefined {
    const row = this.database.prepare<[string], Row>(`${SELECT} WHERE id = ?`).get(id);
    return row && fromRow(row);
  }

  secretsOf(id: string): DrainSecrets | undefined {
    const sql = 'SELECT sealed FROM drains WHERE id = ?';
    const row = this.database.prepare<[string], { sealed: Buffer }>(sql).get(id);
    return row && JSON.parse(this.seal.open(row.sealed, nameOf(id)));
  }

  /** Those of an app, or all, in the order in which they were added. */
  list(app?: string): Drain[] {
    const sql = `${SELECT} WHERE :app IS NULL OR app = :app ORDER BY rowid`;
    return this.database
      .prepare<[object], Row>(sql)
      .all({ app: app ?? null })
      .map(fromRow);
  }

  /** Notes how far drains have come, all at once; those that are not there any more are passed over. */
  advance(progress: ReadonlyMap<string, DrainProgress>): void {
    const update = this.database.prepare(ADVANCE);
    this.database.transaction(() => {
      for (const [id, { deliveredAt = null, error = null, failingSince = null, ...counts }] of progress)
        update.run({ id, ...counts, deliveredAt, error, failingSince });
    })();
  }

  remove(id: string): void {
    this.database.prepare('DELETE FROM drains WHERE id = ?').run(id);
  }
}

// Private

const SELECT = `SELECT id, app, receiver, process, filter, created_by AS createdBy, created_at AS createdAt,
  may_reach_inside AS mayReachInside, cursor, delivered, dropped, delivered_at AS deliveredAt, error,
  failing_since AS failingSince FROM drains`;

const ADVANCE = `UPDATE drains SET cursor = :cursor, delivered = delivered + :delivered, dropped = dropped + :dropped,
  delivered_at = coalesce(:deliveredAt, delivered_at), error = :error, failing_since = :failingSince WHERE id = :id`;

const nameOf = (id: string) => `drain ${id}`;

function fromRow({ mayReachInside, ...row }: Row): Drain {
  const entries = Object.entries(row).map(([name, value]) => [name, value ?? undefined]);
  return { ...Object.fromEntries(entries), mayReachInside: mayReachInside === 1 } as Drain;
}
