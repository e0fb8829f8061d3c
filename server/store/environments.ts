import type { Database } from './database.ts';
import type { Seal } from './seal.ts';

/** The environment of each app and of each of its releases, encrypted at rest. */
export class Environments {
  private readonly database: Database;
  private readonly seal: Seal;

  constructor(database: Database, seal: Seal) {
    this.database = database;
    this.seal = seal;
  }

  /** The app's variables; none when nothing was ever set. */
  get(app: string): Record<string, string> {
    const sql = 'SELECT sealed FROM environments WHERE app = ?';
    const row = this.database.prepare<[string], { sealed: Buffer }>(sql).get(app);
    return row ? JSON.parse(this.seal.open(row.sealed, app)) : {};
  }

  /** Replaces all of the app's variables. */
  set(app: string, env: Record<string, string>): void {
    this.database
      .prepare(
        'INSERT INTO environments (app, sealed) VALUES (?, ?) ON CONFLICT (app) DO UPDATE SET sealed = excluded.sealed',
      )
      .run(app, this.seal.close(JSON.stringify(env), app));
  }

  /** The variables that a release has; undefined of one that was made before they were kept. */
  ofRelease(release: string): Record<string, string> | undefined {
    const sql = 'SELECT sealed FROM release_environments WHERE release = ?';
    const row = this.database.prepare<[string], { sealed: Buffer }>(sql).get(release);
    return row && JSON.parse(this.seal.open(row.sealed, release));
  }

  /** Keeps the variables of a new release. */
  keepOfRelease(release: string, env: Readonly<Record<string, string>>): void {
    this.database
      .prepare('INSERT INTO release_environments (release, sealed) VALUES (?, ?)')
      .run(release, this.seal.close(JSON.stringify(env), release));
  }
}
