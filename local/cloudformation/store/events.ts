import { randomUUID } from 'node:crypto';
import type { Database } from '../../store/database.ts';

export interface StackEvent {
  /** Later events have greater ones. */
  sequence: number;
  id: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason: string | undefined;
  token: string | undefined;
  at: Date;
}

/** What happened to each stack and its resources, in SQLite. */
export class Events {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  record(stackId: string, event: Omit<StackEvent, 'sequence' | 'id' | 'at'>): void {
    this.database
      .prepare(
        `INSERT INTO cloudformation_events (id, stack_id, logical_id, physical_id, type, status, reason, token, at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        randomUUID(),
        stackId,
        event.logicalId,
        event.physicalId,
        event.type,
        event.status,
        event.reason ?? null,
        event.token ?? null,
        new Date().toISOString(),
      );
  }

  /** Some of the stack's events, newest first, of those before `sequence`. */
  list(stackId: string, sequence: number, limit: number): StackEvent[] {
    const query =
      'SELECT * FROM cloudformation_events WHERE stack_id = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?';
    const rows = this.database.prepare(query).all(stackId, sequence, limit);
    return (rows as Record<string, string | null>[]).map((row) => ({
      sequence: Number(row.sequence),
      id: row.id as string,
      logicalId: row.logical_id as string,
      physicalId: row.physical_id as string,
      type: row.type as string,
      status: row.status as string,
      reason: row.reason ?? undefined,
      token: row.token ?? undefined,
      at: new Date(row.at as string),
    }));
  }
}
