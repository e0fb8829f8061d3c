import type { Build, BuildState } from '../model/release.ts';
import type { Database } from './database.ts';

interface Row {
  id: string;
  app: string;
  commit: string;
  state: BuildState;
  started_at: string;
  ended_at: string | null;
  created_by: string;
  reason: string | null;
}

/** The builds of all apps. */
export class Builds {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Records a build that starts now. */
  create({ id, app, commit, createdBy }: Pick<Build, 'id' | 'app' | 'commit' | 'createdBy'>): Build {
    this.database
      .prepare(
        `INSERT INTO builds (id, app, "commit", state, started_at, created_by) VALUES (?, ?, ?, 'running', ?, ?)`,
      )
      .run(id, app, commit, new Date().toISOString(), createdBy);
    return this.find(id) as Build;
  }

  find(id: string): Build | undefined {
    const row = this.database.prepare<[string], Row>('SELECT * FROM builds WHERE id = ?').get(id);
    return row && fromRow(row);
  }

  /** Records how a build ended. */
  finish(id: string, state: Exclude<BuildState, 'running'>, reason?: string): void {
    this.database
      .prepare('UPDATE builds SET state = ?, reason = ?, ended_at = ? WHERE id = ?')
      .run(state, reason ?? null, new Date().toISOString(), id);
  }

  /** The app's builds, newest first. */
  list(app: string): Build[] {
    const sql = 'SELECT * FROM builds WHERE app = ? ORDER BY started_at DESC, rowid DESC';
    return this.database.prepare<[string], Row>(sql).all(app).map(fromRow);
  }

  /** After a start: nobody runs these any more. */
  failUnfinished(reason: string): void {
    this.database
      .prepare(`UPDATE builds SET state = 'failed', reason = ?, ended_at = ? WHERE state = 'running'`)
      .run(reason, new Date().toISOString());
  }
}

// Private

function fromRow(row: Row): Build {
  return {
    id: row.id,
    app: row.app,
    commit: row.commit,
    state: row.state,
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
    createdBy: row.created_by,
    reason: row.reason ?? undefined,
  };
}
