import type { BaseImage, Build, BuildState } from '../model/build.ts';
import type { Database } from './database.ts';

interface Row {
  id: string;
  app: string;
  unit: string;
  commit: string;
  state: BuildState;
  started_at: string;
  ended_at: string | null;
  created_by: string;
  reason: string | null;
  image: string | null;
  bases: string;
  description: string | null;
  git_sha: string | null;
}

type EndState = Exclude<BuildState, 'waiting' | 'running'>;

type NewBuild = Pick<Build, 'id' | 'app' | 'unit' | 'commit' | 'createdBy'> &
  Partial<Pick<Build, 'description' | 'gitSha'>>;

/** The builds of all apps. */
export class Builds {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Records a build that waits for its turn. */
  create(build: NewBuild): Build {
    const { id, app, unit, commit, createdBy, description = null, gitSha = null } = build;
    this.database
      .prepare(
        `INSERT INTO builds (id, app, unit, "commit", state, started_at, created_by, description, git_sha)
         VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?, ?)`,
      )
      .run(id, app, unit, commit, new Date().toISOString(), createdBy, description, gitSha);
    return this.find(id) as Build;
  }

  /** Records what a build that was announced makes its image of. */
  setSource(id: string, { unit, commit }: Pick<Build, 'unit' | 'commit'>): void {
    this.database.prepare('UPDATE builds SET unit = ?, "commit" = ? WHERE id = ?').run(unit, commit, id);
  }

  /** Records that it is a build's turn. */
  begin(id: string): void {
    this.database
      .prepare(`UPDATE builds SET state = 'running', started_at = ? WHERE id = ?`)
      .run(new Date().toISOString(), id);
  }

  /** Records what a build builds on. */
  setBases(id: string, bases: readonly BaseImage[]): void {
    this.database.prepare('UPDATE builds SET bases = ? WHERE id = ?').run(JSON.stringify(bases), id);
  }

  find(id: string): Build | undefined {
    const row = this.database.prepare<[string], Row>('SELECT * FROM builds WHERE id = ?').get(id);
    return row && fromRow(row);
  }

  /** Records how a build ended, and what it made or why it made nothing. */
  finish(id: string, state: EndState, { image, reason }: Partial<Pick<Build, 'image' | 'reason'>> = {}): void {
    this.database
      .prepare('UPDATE builds SET state = ?, image = ?, reason = ?, ended_at = ? WHERE id = ?')
      .run(state, image ?? null, reason ?? null, new Date().toISOString(), id);
  }

  /** The app's builds, newest first. */
  list(app: string): Build[] {
    const sql = 'SELECT * FROM builds WHERE app = ? ORDER BY rowid DESC';
    return this.database.prepare<[string], Row>(sql).all(app).map(fromRow);
  }

  /** After a start: nobody runs these any more. */
  failUnfinished(reason: string): void {
    this.database
      .prepare(`UPDATE builds SET state = 'failed', reason = ?, ended_at = ? WHERE state IN ('waiting', 'running')`)
      .run(reason, new Date().toISOString());
  }
}

// Private

function fromRow(row: Row): Build {
  return {
    id: row.id,
    app: row.app,
    unit: row.unit,
    commit: row.commit,
    state: row.state,
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
    createdBy: row.created_by,
    reason: row.reason ?? undefined,
    image: row.image ?? undefined,
    bases: JSON.parse(row.bases),
    description: row.description ?? undefined,
    gitSha: row.git_sha ?? undefined,
  };
}
