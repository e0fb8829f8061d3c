import { randomInt } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { ONE_OFF } from '../model/one-off.ts';

/** A task's number is kept for so long after its end, for lines that come late. */
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;

/** Where the numbers of one-offs are drawn from by lot, so that `run.4711` is not yesterday's. */
const LOTS = { from: 1000, to: 10_000 };

/** The numbers of running copies: the 1 of `web.1`. */
export class Copies {
  private readonly statements: ReturnType<typeof prepare>;

  constructor(database: Database) {
    this.statements = prepare(database);
  }

  /** The task's number: what it was given, or one that no other copy of its process and release has, the lowest but for one-offs. */
  number(app: string, process: string, release: string, task: string): number {
    const given = this.statements.of.get(task);
    if (given) return given.number;
    const number = this.freeNumber(app, process, release);
    this.statements.add.run(task, app, process, release, number);
    return number;
  }

  isKnown(task: string): boolean {
    return this.statements.of.get(task) !== undefined;
  }

  /** The task has ended: its number may be given to the next one. */
  free(task: string): void {
    this.statements.free.run(Date.now(), task);
  }

  forget(app: string): void {
    this.statements.forget.run(app);
  }

  prune(): void {
    this.statements.prune.run(Date.now() - KEPT_MS);
  }

  // Private

  private freeNumber(app: string, process: string, release: string): number {
    const taken = new Set(this.statements.taken.all(app, process, release).map(({ number }) => number));
    let number = process === ONE_OFF ? randomInt(LOTS.from, LOTS.to) : 1;
    while (taken.has(number)) number += 1;
    return number;
  }
}

function prepare(database: Database) {
  return {
    of: database.prepare<[string], { number: number }>('SELECT number FROM copies WHERE task = ?'),
    taken: database.prepare<[string, string, string], { number: number }>(
      'SELECT number FROM copies WHERE app = ? AND process = ? AND release = ? AND stoppedAt IS NULL',
    ),
    add: database.prepare('INSERT INTO copies (task, app, process, release, number) VALUES (?, ?, ?, ?, ?)'),
    free: database.prepare('UPDATE copies SET stoppedAt = ? WHERE task = ? AND stoppedAt IS NULL'),
    forget: database.prepare('DELETE FROM copies WHERE app = ?'),
    prune: database.prepare('DELETE FROM copies WHERE stoppedAt < ?'),
  };
}
