import type { Release, ReleaseState } from '../model/release.ts';
import type { Database } from './database.ts';

/** Columns that hold JSON. */
const JSON_COLUMNS = ['origin', 'processes', 'phases', 'timers', 'variables', 'secrets'] as const;

type JsonColumn = (typeof JSON_COLUMNS)[number];

type Row = Omit<Release, 'commit' | 'build' | 'createdAt' | 'createdBy' | JsonColumn> & {
  [column in JsonColumn]: string;
} & {
  commit: string;
  build: string | null;
  created_at: string;
  created_by: string;
};

/** The releases of all apps. */
export class Releases {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Records a new release under the next version of its app. */
  create(release: Omit<Release, 'version' | 'createdAt'>): Release {
    this.database
      .prepare(
        `INSERT INTO releases (id, app, version, "commit", build, image, created_at, created_by, state, description, ${JSON_COLUMNS})
         VALUES (?, ?, (SELECT coalesce(max(version), 0) + 1 FROM releases WHERE app = ?), ?, ?, ?, ?, ?, ?, ?, ${JSON_COLUMNS.map(() => '?')})`,
      )
      .run(
        release.id,
        release.app,
        release.app,
        release.commit ?? '',
        release.build ?? null,
        release.image,
        new Date().toISOString(),
        release.createdBy,
        release.state,
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

  /** The newest release that went live. */
  live(app: string): Release | undefined {
    const sql = `SELECT * FROM releases WHERE app = ? AND state = 'live' ORDER BY version DESC LIMIT 1`;
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

  setState(id: string, state: ReleaseState): void {
    this.database.prepare('UPDATE releases SET state = ? WHERE id = ?').run(state, id);
  }

  /** After a start: nobody deploys these any more. Answers the apps they belong to. What only was made waits on. */
  failUnfinished(): string[] {
    const sql = `UPDATE releases SET state = 'failed' WHERE state = 'deploying' RETURNING app`;
    const rows = this.database.prepare<[], { app: string }>(sql).all();
    return [...new Set(rows.map(({ app }) => app))];
  }
}

// Private

function fromRow({ commit, build, created_at, created_by, ...row }: Row): Release {
  const parsed = Object.fromEntries(JSON_COLUMNS.map((column) => [column, JSON.parse(row[column])]));
  return {
    ...row,
    ...(parsed as Pick<Release, JsonColumn>),
    commit: commit || undefined,
    build: build ?? undefined,
    createdAt: created_at,
    createdBy: created_by,
  };
}
