import type { Release, ReleaseState } from '../model/release.ts';
import type { Database } from './database.ts';

/** Columns that hold JSON. */
const JSON_COLUMNS = ['origin', 'processes', 'phases', 'timers', 'variables', 'secrets'] as const;

type JsonColumn = (typeof JSON_COLUMNS)[number];

type Row = Omit<Release, 'commit' | 'build' | 'createdAt' | 'createdBy' | 'liveAt' | JsonColumn> & {
  [column in JsonColumn]: string;
} & {
  commit: string;
  build: string | null;
  created_at: string;
  created_by: string;
  live_at: string | null;
};

/** The releases of all apps. */
export class Releases {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Records a new release under the next version of its app. */
  create(release: Omit<Release, 'version' | 'createdAt' | 'liveAt'>): Release {
    const now = new Date().toISOString();
    this.database
      .prepare(
        `INSERT INTO releases (id, app, version, "commit", build, image, created_at, created_by, state, live_at, description, ${JSON_COLUMNS})
         VALUES (?, ?, (SELECT coalesce(max(version), 0) + 1 FROM releases WHERE app = ?), ?, ?, ?, ?, ?, ?, ?, ?, ${JSON_COLUMNS.map(() => '?')})`,
      )
      .run(
        release.id,
        release.app,
        release.app,
        release.commit ?? '',
        release.build ?? null,
        release.image,
        now,
        release.createdBy,
        release.state,
        release.state === 'live' ? now : null,
        release.description,
        ...JSON_COLUMNS.map((column) => JSON.stringify(release[column])),
      );
    return this.find(release.id) as Release;
  }

  find(id: string): Release | undefined {
    const row = this.database.prepare<[string], Row>('SELECT * FROM releases WHERE id = ?').get(id);
    return row && fromRow(row);
  }

  /** The app's releases, newest first. */
  list(app: string): Release[] {
    const sql = 'SELECT * FROM releases WHERE app = ? ORDER BY version DESC';
    return this.database.prepare<[string], Row>(sql).all(app).map(fromRow);
  }

  /** Those releases of an app that are live or were, the one that runs first. */
  everLive(app: string): Release[] {
    const sql = `SELECT * FROM releases WHERE app = ? AND state = 'live' ORDER BY live_at DESC, version DESC`;
    return this.database.prepare<[string], Row>(sql).all(app).map(fromRow);
  }

  /** The release that went live last. */
  live(app: string): Release | undefined {
    const sql = `SELECT * FROM releases WHERE app = ? AND state = 'live' ORDER BY live_at DESC, version DESC LIMIT 1`;
    const row = this.database.prepare<[string], Row>(sql).get(app);
    return row && fromRow(row);
  }

  /** The apps of which some release has timers. */
  appsWithTimers(): string[] {
    const sql = `SELECT DISTINCT app FROM releases WHERE timers <> '{}' ORDER BY app`;
    return this.database
      .prepare<[], { app: string }>(sql)
      .all()
      .map(({ app }) => app);
  }

  /** The release that a build ended in. */
  ofBuild(build: string): string | undefined {
    const sql = 'SELECT id FROM releases WHERE build = ? ORDER BY version LIMIT 1';
    return this.database.prepare<[string], { id: string }>(sql).get(build)?.id;
  }

  /** Whether a release of the app is on its way to be live. */
  isDeploying(app: string): boolean {
    const sql = `SELECT 1 FROM releases WHERE app = ? AND state = 'deploying'`;
    return this.database.prepare<[string]>(sql).get(app) !== undefined;
  }

  /** Records what became of a release; one that is live is so from now on. */
  setState(id: string, state: ReleaseState): void {
    const liveAt = state === 'live' ? new Date().toISOString() : null;
    const sql = 'UPDATE releases SET state = ?, live_at = coalesce(?, live_at) WHERE id = ?';
    this.database.prepare(sql).run(state, liveAt, id);
  }

  /** Records that a release did not go live: it has failed, unless it was live before. */
  notLive(id: string): void {
    this.database.prepare(`UPDATE releases SET state = ${AFTER_FAILURE} WHERE id = ?`).run(id);
  }

  /** After a start: nobody deploys these any more. Answers the apps they belong to. What only was made waits on. */
  failUnfinished(): string[] {
    const sql = `UPDATE releases SET state = ${AFTER_FAILURE} WHERE state = 'deploying' RETURNING app`;
    const rows = this.database.prepare<[], { app: string }>(sql).all();
    return [...new Set(rows.map(({ app }) => app))];
  }
}

// Private

/** The state of a release whose deploy did not get there; one that was live before can be gone back to as ever. */
const AFTER_FAILURE = `iif(live_at IS NULL, 'failed', 'live')`;

function fromRow({ commit, build, created_at, created_by, live_at, ...row }: Row): Release {
  const parsed = Object.fromEntries(JSON_COLUMNS.map((column) => [column, JSON.parse(row[column])]));
  return {
    ...row,
    ...(parsed as Pick<Release, JsonColumn>),
    commit: commit || undefined,
    build: build ?? undefined,
    createdAt: created_at,
    createdBy: created_by,
    liveAt: live_at ?? undefined,
  };
}
