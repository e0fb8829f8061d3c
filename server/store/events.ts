import type { EventType, NewEvent, RackEvent } from '../model/event.ts';
import type { Database } from './database.ts';

/** Which events; all that are kept unless something is named. */
export interface EventQuery {
  app?: string | undefined;
  /** `deploy.live`, or `deploy.*` for all that begin so. */
  types?: readonly string[] | undefined;
  /** ISO 8601. */
  since?: string | undefined;
  /** After the event of this id. */
  after?: number | undefined;
  /** The newest so many. */
  last?: number | undefined;
}

/**
 * What one may see: also what is about the rack, all that is about apps, or what is about these apps. Of an app that had the
 * name before, those do not hear who were granted the one of now.
 */
export type EventScope = 'rack' | 'apps' | readonly string[];

interface Row {
  id: number;
  at: string;
  type: string;
  app: string | null;
  actor: string | null;
  message: string;
  data: string;
}

/** Events that are kept; a busy rack has some thousands a day. */
const KEPT = 50_000;

/** So many are written between two looks at how many there are. */
const BETWEEN_LOOKS = 500;

/** What happened on the rack, oldest first, as much of it as is kept. */
export class Events {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  add({ type, message, at = new Date().toISOString(), app, actor, data = {} }: NewEvent): RackEvent {
    const sql = `INSERT INTO events (at, type, app, actor, message, data) VALUES (?, ?, ?, ?, ?, ?) RETURNING *`;
    const row = this.database
      .prepare<unknown[], Row>(sql)
      .get(at, type, app ?? null, actor ?? null, message, JSON.stringify(data)) as Row;
    if (row.id % BETWEEN_LOOKS === 0) this.database.prepare('DELETE FROM events WHERE id <= ?').run(row.id - KEPT);
    return fromRow(row);
  }

  find(id: number): RackEvent | undefined {
    const row = this.database.prepare<[number], Row>('SELECT * FROM events WHERE id = ?').get(id);
    return row && fromRow(row);
  }

  /** The id of the newest one; 0 before the first. */
  newest(): number {
    return this.database.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM events').get()?.id ?? 0;
  }

  /** The events of a query that one may see. */
  list(query: EventQuery, scope: EventScope): RackEvent[] {
    const where = conditions(query, scope);
    const sql = `SELECT * FROM (SELECT * FROM events WHERE ${where} ORDER BY id DESC LIMIT :last) ORDER BY id`;
    return this.database.prepare<[object], Row>(sql).all(parameters(query, scope)).map(fromRow);
  }
}

// Private

const OF_APPS = `EXISTS (SELECT 1 FROM apps WHERE apps.name = events.app AND apps.created_at <= events.at
  AND apps.name IN (SELECT value FROM json_each(:apps)))`;

function conditions({ app, types, since, after }: EventQuery, scope: EventScope): string {
  const all = [
    scope === 'apps' && 'app IS NOT NULL',
    Array.isArray(scope) && OF_APPS,
    app !== undefined && 'app = :app',
    types?.length && `(${types.map((_, at) => `type GLOB :type${at}`).join(' OR ')})`,
    since !== undefined && 'at >= :since',
    after !== undefined && 'id > :after',
  ];
  return all.filter(Boolean).join(' AND ') || 'TRUE';
}

function parameters({ app, types = [], since, after, last }: EventQuery, scope: EventScope): object {
  return {
    ...(Array.isArray(scope) && { apps: JSON.stringify(scope) }),
    ...(app !== undefined && { app }),
    ...Object.fromEntries(types.map((type, at) => [`type${at}`, type])),
    ...(since !== undefined && { since }),
    ...(after !== undefined && { after }),
    // Less than none is all, for SQLite.
    last: last ?? -1,
  };
}

function fromRow({ app, actor, data, type, ...row }: Row): RackEvent {
  return {
    ...row,
    type: type as EventType,
    app: app ?? undefined,
    actor: actor ?? undefined,
    data: JSON.parse(data),
  };
}
