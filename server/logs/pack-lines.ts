import type { Database } from 'better-sqlite3';
import { type RecordLine, writeLogRecord } from '../../wire/log-record.ts';
import { Blocks } from './blocks.ts';

/** Lines of one block at most. */
const BLOCK_LINES = 500;

interface LineRow {
  app: number;
  name: string;
  number: number;
  time: string;
  source: 'app' | 'rack';
  process: string;
  release: string | null;
  message: string;
}

/** Makes blocks of a history that has a row for every line, as it was before there were blocks. Numbers stay what they are. */
export function packLines(database: Database): void {
  if (!database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'lines'").get()) return;
  database.transaction(() => {
    const blocks = new Blocks(database);
    const bytes = new Map<number, number>();
    for (const lines of runs(rowsOf(database))) {
      const { app } = lines[0]!;
      bytes.set(app, (bytes.get(app) ?? 0) + blocks.add(blockOf(lines)));
    }
    database.exec('UPDATE apps SET bytes = 0; DROP TABLE lines');
    for (const [app, sum] of bytes) database.prepare('UPDATE apps SET bytes = ? WHERE id = ?').run(sum, app);
  })();
}

// Private

/** All lines, read a thousand at a time: nothing may be written while a statement is being read. */
function* rowsOf(database: Database): Generator<LineRow> {
  const next = database.prepare<[number, number], LineRow>(
    `SELECT app, name, number, time, source, process, release, message FROM lines JOIN apps ON apps.id = app
     WHERE (app, number) > (?, ?) ORDER BY app, number LIMIT 1000`,
  );
  for (let rows = next.all(0, 0); rows.length > 0; rows = next.all(rows.at(-1)!.app, rows.at(-1)!.number)) yield* rows;
}

/** Lines that follow each other and have the same source. */
function* runs(rows: Iterable<LineRow>): Generator<LineRow[]> {
  let run: LineRow[] = [];
  for (const row of rows) {
    const last = run.at(-1);
    if (last && (run.length === BLOCK_LINES || !isOneSource(last, row))) {
      yield run;
      run = [];
    }
    run.push(row);
  }
  if (run.length > 0) yield run;
}

function isOneSource(a: LineRow, b: LineRow): boolean {
  return a.app === b.app && a.process === b.process && a.release === b.release && a.number + 1 === b.number;
}

function blockOf(rows: LineRow[]) {
  const { app, name, process, release, number } = rows[0]!;
  const times = rows.map(({ time }) => time).toSorted();
  return {
    app,
    first: number,
    last: rows.at(-1)!.number,
    earliest: times[0]!,
    latest: times.at(-1)!,
    process,
    release,
    record: writeLogRecord({
      app: name,
      process,
      release: release ?? '',
      task: '',
      container: '',
      lines: rows.map(lineOf),
    }),
  };
}

function lineOf({ time, number, source, message }: LineRow): RecordLine {
  return { time, sequence: number, stream: source === 'app' ? 'stdout' : 'agent', message };
}
