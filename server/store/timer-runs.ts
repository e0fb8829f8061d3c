import type { Database } from './database.ts';

/** One run of a timer. */
export interface TimerRun {
  timer: string;
  /** The id of the release that it ran with. */
  release: string;
  task: string;
  /** ISO 8601; undefined: nobody saw it begin. */
  startedAt: string | undefined;
  /** undefined: it runs. */
  endedAt: string | undefined;
  exitCode: number | undefined;
  /** How it ended: `exited with code 1`. */
  reason: string | undefined;
}

type Row = { [Name in keyof TimerRun]: TimerRun[Name] | null };

/** Runs that are kept of a timer. */
const KEPT = 100;

/** The runs of the apps' timers: ECS forgets a task an hour after its end. */
export class TimerRuns {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Notes that a run began, and forgets those that are too old to be kept. */
  begin(
    app: string,
    { timer, release, task, startedAt }: Pick<TimerRun, 'timer' | 'release' | 'task' | 'startedAt'>,
  ): void {
    this.database
      .prepare(
        `INSERT INTO timer_runs (task, app, timer, release, started_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET started_at = excluded.started_at`,
      )
      .run(task, app, timer, release, startedAt ?? null);
    this.database
      .prepare(
        `DELETE FROM timer_runs WHERE app = :app AND timer = :timer AND rowid <= (
           SELECT rowid FROM timer_runs WHERE app = :app AND timer = :timer ORDER BY rowid DESC LIMIT 1 OFFSET ${KEPT})`,
      )
      .run({ app, timer });
  }

  /** Notes how a run ended, whose begin may be unknown. */
  end(app: string, { timer, release, task, endedAt, exitCode, reason }: Omit<TimerRun, 'startedAt'>): void {
    this.database
      .prepare(
        `INSERT INTO timer_runs (task, app, timer, release, ended_at, exit_code, reason) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET ended_at = excluded.ended_at, exit_code = excluded.exit_code, reason = excluded.reason`,
      )
      .run(task, app, timer, release, endedAt ?? null, exitCode ?? null, reason ?? null);
  }

  /** The app's runs, newest first; of one timer, where given. */
  list(app: string, timer?: string): TimerRun[] {
    const sql = `${SELECT} WHERE app = :app AND (:timer IS NULL OR timer = :timer) ORDER BY rowid DESC`;
    return this.database
      .prepare<[object], Row>(sql)
      .all({ app, timer: timer ?? null })
      .map(fromRow);
  }

  /** Whether a run of a timer began in this time. */
  hasBegun(app: string, timer: string, from: Date, to: Date): boolean {
    const sql = 'SELECT 1 FROM timer_runs WHERE app = ? AND timer = ? AND started_at >= ? AND started_at <= ? LIMIT 1';
    return this.database.prepare(sql).get(app, timer, from.toISOString(), to.toISOString()) !== undefined;
  }
}

// Private

const SELECT = `SELECT timer, release, task, started_at AS startedAt, ended_at AS endedAt, exit_code AS exitCode, reason
  FROM timer_runs`;

function fromRow({ startedAt, endedAt, exitCode, reason, ...row }: Row): TimerRun {
  return {
    ...(row as Pick<TimerRun, 'timer' | 'release' | 'task'>),
    startedAt: startedAt ?? undefined,
    endedAt: endedAt ?? undefined,
    exitCode: exitCode ?? undefined,
    reason: reason ?? undefined,
  };
}
