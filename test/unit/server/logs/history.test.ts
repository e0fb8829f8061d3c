import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import t from 'tap';
import { type Bounds, History } from '../../../../server/logs/history.ts';
import type { LogLine, LogQuery } from '../../../../server/logs/logs.ts';
import { openDatabase } from '../../../../server/logs/schema.ts';

const NO_BOUNDS: Bounds = { bytes: 1e12, total: 1e12, age: 1e12 };

const line = (message: string, more: Partial<LogLine> = {}): LogLine => ({
  app: 'hello',
  time: '2026-11-22T21:31:00.000000Z',
  source: 'app',
  process: 'web.1',
  release: 'R1',
  message,
  ...more,
});

/** Each line as a record of its own. */
function put(history: History, ...lines: LogLine[]): void {
  for (const { app, process, release, source, time, message } of lines) {
    const said = { time, sequence: 1, stream: source === 'app' ? ('stdout' as const) : ('agent' as const), message };
    const record = { app, process, release: release ?? '', task: 't1', container: 't1', lines: [said] };
    history.add({ app, process, release }, record);
  }
}

function all(history: History, query: LogQuery = {}, app = 'hello'): string[] {
  const found: string[] = [];
  let cursor = history.start(app, query);
  for (;;) {
    const page = history.page(app, query, cursor);
    found.push(...page.lines.map(({ message }) => message));
    if (page.isLast) return found;
    cursor = page.cursor;
  }
}

t.test('lines that came together come back together, however many they are', (t) => {
  const history = new History(openDatabase(':memory:'), NO_BOUNDS);
  const time = '2026-11-22T21:31:00.000000Z';
  // Each number skips one, so that all of them are written.
  const lines = Array.from({ length: 20_000 }, (_, at) => ({ time, sequence: 2 * at, stream: 'stdout' as const, message: `${at}` })); // biome-ignore format: one glance
  const origin = { app: 'hello', process: 'web', release: 'R1', task: 't1', container: 't1' };
  history.add({ app: 'hello', process: 'web.1', release: 'R1' }, { ...origin, lines });
  t.strictSame(
    all(history),
    lines.map(({ message }) => message),
  );
  t.end();
});

t.test('queries', (t) => {
  const history = new History(openDatabase(':memory:'), NO_BOUNDS);
  put(
    history,
    line('one'),
    line('two', { process: 'web.2', release: 'R2' }),
    line('three', { process: 'webhook.1', time: '2026-11-22T22:00:00.000000Z' }),
    line('four', { time: '2026-11-22T22:00:00.000001Z' }),
    line('five', { source: 'rack', process: 'deploy', release: undefined, time: '2026-11-22T23:00:00.000000Z' }),
    line('other', { app: 'other' }),
  );
  const cases: [LogQuery, string[]][] = [
    [{}, ['one', 'two', 'three', 'four', 'five']],
    [{ num: 2 }, ['four', 'five']],
    [{ num: 0 }, []],
    [{ num: 99 }, ['one', 'two', 'three', 'four', 'five']],
    [{ process: 'web' }, ['one', 'two', 'four']],
    [{ process: 'web', num: 2 }, ['two', 'four']],
    [{ process: 'web.2' }, ['two']],
    [{ process: 'we' }, []],
    [{ process: 'deploy' }, ['five']],
    [{ release: 'R2' }, ['two']],
    [{ since: '2026-11-22T22:00:00.000001Z' }, ['four', 'five']],
    [{ since: '2026-11-22T22:00:00.000000Z', num: 1 }, ['five']],
    [{ until: '2026-11-22T22:00:00.000001Z' }, ['one', 'two', 'three']],
    [{ until: '2026-11-22T23:00:00.000000Z', num: 2 }, ['three', 'four']],
    [{ fits: ({ message }) => message.endsWith('e') }, ['one', 'three', 'five']],
    [{ fits: ({ message }) => message.endsWith('e'), num: 2 }, ['three', 'five']],
    [{ filter: 'o', num: 2 }, ['two', 'four']],
  ];
  for (const [query, expected] of cases) t.strictSame(all(history, query), expected, JSON.stringify(query));
  t.strictSame(all(history, {}, 'unknown'), []);
  t.end();
});

t.test('a record with several lines is one block, whose lines are found one by one', (t) => {
  const history = new History(openDatabase(':memory:'), NO_BOUNDS);
  const said = (at: number) => ({
    time: `2026-11-22T21:31:0${at}Z`,
    sequence: at,
    stream: at === 3 ? ('stderr' as const) : ('stdout' as const),
    message: `line ${at}`,
  });
  const source = { app: 'hello', process: 'web.1', release: 'R1' };
  const lines = [1, 2, 3, 4, 5].map(said);
  history.add(source, { app: 'hello', process: 'web', release: 'R1', task: 't', container: 't', lines });
  t.strictSame(all(history, { num: 2 }), ['line 4', 'line 5']);
  t.strictSame(all(history, { after: 3 }), ['line 4', 'line 5']);
  t.strictSame(all(history, { since: '2026-11-22T21:31:02.000000Z', until: '2026-11-22T21:31:04.000000Z' }), [
    'line 2',
    'line 3',
  ]);
  const found = history.page('hello', { filter: '3' }, 0);
  t.match(found, { cursor: 5, isLast: true, lines: [{ number: 3, stream: 'stderr' }] });
  t.end();
});

t.test('the oldest lines of an app go when it has too many bytes', (t) => {
  const history = new History(openDatabase(':memory:'), { ...NO_BOUNDS, bytes: 100_000 });
  for (let at = 1; at <= 1000; at++) put(history, line(`line ${at}`));
  put(history, line('of another one', { app: 'other' }));
  const kept = all(history);
  t.ok(kept.length < 500 && kept.length > 200, `${kept.length} lines`);
  t.equal(kept.at(-1), 'line 1000');
  t.equal(kept[0], `line ${1001 - kept.length}`, 'there is no gap');
  t.equal(history.page('hello', {}, 0).missed, 1000 - kept.length);
  t.strictSame(all(history, {}, 'other'), ['of another one']);
  t.end();
});

t.test('when all apps have too many bytes, the largest gives way', (t) => {
  const history = new History(openDatabase(':memory:'), { ...NO_BOUNDS, total: 100_000 });
  for (let at = 1; at <= 10; at++) put(history, line(`small ${at}`, { app: 'small' }));
  for (let at = 1; at <= 1000; at++) put(history, line(`line ${at}`));
  t.equal(all(history, {}, 'small').length, 10);
  t.ok(all(history).length < 500, `${all(history).length} lines`);
  t.equal(all(history).at(-1), 'line 1000');
  t.end();
});

t.test('lines that are too old go', (t) => {
  const history = new History(openDatabase(':memory:'), { ...NO_BOUNDS, age: 60_000 });
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString().replace('Z', '000Z');
  put(history, line('old', { time: ago(90) }), line('new', { time: ago(30) }));
  history.prune();
  t.strictSame(all(history), ['new']);
  t.end();
});

t.test('a history of one row a line is read on', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rack-history-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'logs.db');
  writeRows(path);
  const database = openDatabase(path);
  t.teardown(() => database.close());
  const history = new History(database, NO_BOUNDS);
  t.strictSame(all(history, { num: 3 }), ['line 1199', 'line 1200', 'of another one']);
  const found = history.page('hello', { process: 'deploy' }, 0).lines;
  t.strictSame(found, [
    { ...line('of another one', { source: 'rack', process: 'deploy' }), release: undefined, number: 1205 },
  ]);
  t.equal(history.page('hello', {}, 0).missed, 4, 'numbers stay what they were');
  t.equal(history.page('hello', {}, 0).lines[0]?.message, 'line 1');
  put(history, line('new'));
  t.equal(history.page('hello', { num: 1 }, 1205).lines[0]?.number, 1206);
  t.end();
});

t.test('10,000 records go in, and their lines come out', (t) => {
  const history = new History(openDatabase(':memory:'), NO_BOUNDS);
  const begun = performance.now();
  put(history, ...Array.from({ length: 10_000 }, (_, at) => line(`line ${at + 1}`)));
  const found = all(history, { num: 10_000, process: 'web' });
  const took = performance.now() - begun;
  t.equal(found.length, 10_000);
  t.comment(`${Math.round(10_000 / (took / 1000))} lines a second`);
  t.end();
});

/** The file of a history as it was kept before there were blocks: 1,201 lines, of which four more were dropped. */
function writeRows(path: string): void {
  const database = new BetterSqlite3(path);
  database.exec(`
    CREATE TABLE apps (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, first INTEGER NOT NULL, last INTEGER NOT NULL, bytes INTEGER NOT NULL);
    CREATE TABLE lines (app INTEGER NOT NULL, number INTEGER NOT NULL, time TEXT NOT NULL, source TEXT NOT NULL,
      process TEXT NOT NULL, release TEXT, message TEXT NOT NULL, PRIMARY KEY (app, number)) WITHOUT ROWID;
    INSERT INTO apps VALUES (1, 'hello', 5, 1205, 99999);`);
  const add = database.prepare("INSERT INTO lines VALUES (1, ?, '2026-11-22T21:31:00.000000Z', ?, ?, ?, ?)");
  for (let at = 1; at <= 1200; at++) add.run(at + 4, 'app', 'web.1', 'R1', `line ${at}`);
  add.run(1205, 'rack', 'deploy', null, 'of another one');
  database.close();
}

t.test('lines on disk that cannot be read are told where they are', (t) => {
  const database = openDatabase(':memory:');
  const history = new History(database, NO_BOUNDS);
  put(history, line('one'), line('two'), line('three', { process: 'worker.1' }));
  database.exec("UPDATE blocks SET record = 'of a later version' WHERE first = 2");
  t.strictSame(all(history), ['one', '… lines that cannot be read: 1', 'three']);
  t.strictSame(all(history, { num: 2 }), ['… lines that cannot be read: 1', 'three']);
  t.strictSame(all(history, { process: 'web.1' }), ['one', '… lines that cannot be read: 1']);
  t.end();
});
