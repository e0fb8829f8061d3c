import type { Database } from './database.ts';

/** A machine that is to end once nothing of the apps runs on it any more. */
export interface Termination {
  /** `i-0123456789abcdef0` */
  instance: string;
  /** Of the container instance. */
  arn: string;
  askedBy: string;
  /** ISO 8601. */
  askedAt: string;
}

/** What was asked for and is not done yet: the server may itself run on the machine that goes. */
export class Terminations {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Notes a termination; asked for again, it stays the first one. */
  add({ instance, arn, askedBy }: Omit<Termination, 'askedAt'>): void {
    this.database
      .prepare(
        'INSERT INTO terminations (instance, arn, asked_by, asked_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(instance, arn, askedBy, new Date().toISOString());
  }

  list(): Termination[] {
    const sql =
      'SELECT instance, arn, asked_by AS askedBy, asked_at AS askedAt FROM terminations ORDER BY asked_at, instance';
    return this.database.prepare<[], Termination>(sql).all();
  }

  remove(instance: string): void {
    this.database.prepare('DELETE FROM terminations WHERE instance = ?').run(instance);
  }
}
