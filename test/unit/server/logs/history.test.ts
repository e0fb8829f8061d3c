import t from 'tap';
import { type Bounds, History } from '../../../../server/logs/history.ts';
import type { LogLine, LogQuery } from '../../../../server/logs/logs.ts';
import { openDatabase } from '../../../../server/logs/schema.ts';

const NO_BOUNDS: Bounds = { lines: 1e9, bytes: 1e12 };

const line = (message: string, more: Partial<LogLine> = {}): LogLine => ({
  app: 'hello',
  time: '2026-11-22T21:31:00.000000Z',
  source: 'app',
  process: 'web.1',
  release: 'R1',
  message,
  ...more,
});

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

t.test('queries', (t) => {
  const history = new History(openDatabase(':memory:'), NO_BOUNDS);
  history.add([
    line('one'),
    line('two', { process: 'web.2', release: 'R2' }),
    line('three', { process: 'webhook.1', time: '2026-11-22T22:00:00.000000Z' }),
    line('four', { time: '2026-11-22T22:00:00.000001Z' }),
    line('five', { source: 'rack', process: 'deploy', release: undefined, time: '2026-11-22T23:00:00.000000Z' }),
    line('other', { app: 'other' }),
  ]);
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

t.test('the oldest lines go when there are too many, or too large ones', (t) => {
  const many = new History(openDatabase(':memory:'), { lines: 100, bytes: 1e9 });
  for (let at = 1; at <= 1000; at++) many.add([line(`line ${at}`)]);
  const kept = all(many);
  t.ok(kept.length <= 100 && kept.length >= 89, `${kept.length} lines`);
  t.equal(kept.at(-1), 'line 1000');

  const large = new History(openDatabase(':memory:'), { lines: 1e6, bytes: 100_000 });
  for (let at = 1; at <= 100; at++) large.add([line(`${at} ${'日'.repeat(2000)}`)]);
  const size = all(large).reduce((sum, message) => sum + Buffer.byteLength(message), 0);
  t.ok(size <= 100_000 && size > 70_000, `${size} bytes`);
  t.match(all(large).at(-1), /^100 /);
  t.end();
});

t.test('10,000 lines go in and come out in under a second', (t) => {
  const history = new History(openDatabase(':memory:'), NO_BOUNDS);
  const begun = performance.now();
  history.add(Array.from({ length: 10_000 }, (_, at) => line(`line ${at + 1}`)));
  const found = all(history, { num: 10_000, process: 'web' });
  const took = performance.now() - begun;
  t.equal(found.length, 10_000);
  t.comment(`${Math.round(10_000 / (took / 1000))} lines a second`);
  t.ok(took < 1000, `${Math.round(took)} ms`);
  t.end();
});
