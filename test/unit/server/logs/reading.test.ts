import t from 'tap';
import type { LogLine } from '../../../../server/logs/logs.ts';
import { fromLastLines, type LogWish, readingOf } from '../../../../server/logs/reading.ts';

const now = new Date('2026-11-22T21:31:00Z');

t.test('what a reader says becomes the query', (t) => {
  t.same(readingOf({}, now), { follow: false, query: {} });
  t.same(readingOf({ follow: true, num: 5, after: 7, release: 'RABCDEFGHI', processes: ['web.1'] }, now), {
    follow: true,
    query: { num: 5, after: 7, release: 'RABCDEFGHI', process: 'web.1' },
  });
  t.same(readingOf({ since: '1h', until: '30m' }, now).query, {
    since: '2026-11-22T20:31:00.000000Z',
    until: '2026-11-22T21:01:00.000000Z',
  });
  t.equal(readingOf({ follow: true, until: '+10m' }, now).query.until, '2026-11-22T21:41:00.000000Z');
  t.end();
});

t.test('it begins with the last hundred lines unless it says where', (t) => {
  t.equal(fromLastLines({}).num, 100);
  t.equal(fromLastLines({ until: '1h' }).num, 100);
  for (const wish of [{ since: '1h' }, { after: 0 }]) t.equal(fromLastLines(wish).num, undefined);
  t.equal(fromLastLines({ num: 0 }).num, 0);
  t.end();
});

t.test('lines are chosen by where they come from, by words and by expressions; all must fit', (t) => {
  const lines: LogLine[] = [
    line('app', 'web.1', 'GET / 200'),
    line('app', 'web.2', 'GET /a 500 out of memory'),
    line('app', 'worker.1', 'job 500 done'),
    line('app', 'webhooks.1', 'sent'),
    line('rack', 'deploy', 'v4 is live'),
    line('rack', 'web.1', 'started'),
  ];
  const shown = (wish: LogWish) => {
    const { query } = readingOf(wish, now);
    return lines.filter((each) => query.fits?.(each) ?? true).map(({ message }) => message);
  };
  t.same(shown({ processes: ['web', 'worker.1'] }), [
    'GET / 200',
    'GET /a 500 out of memory',
    'job 500 done',
    'started',
  ]);
  t.same(shown({ processes: ['rack'] }), ['v4 is live', 'started']);
  t.same(shown({ processes: ['webhooks', 'deploy'] }), ['sent', 'v4 is live']);
  t.same(shown({ filter: '500 -"out of memory"' }), ['job 500 done']);
  t.same(shown({ grep: '^GET .* [45]\\d\\d' }), ['GET /a 500 out of memory']);
  t.same(shown({ grep: '\\d', filter: '500', processes: ['web', 'rack'] }), ['GET /a 500 out of memory']);
  t.end();
});

t.test('whoever wishes the same has the very same test, so that they can share what was found', (t) => {
  const testOf = (wish: LogWish) => readingOf(wish, now).query.fits;
  const wish = { filter: 'error', processes: ['web', 'rack'], num: 5 };
  const first = testOf(wish);
  t.ok(first);
  t.equal(testOf({ ...wish, num: 7 }), first);
  t.not(testOf({ ...wish, filter: 'errors' }), first);
  t.not(testOf({ grep: 'error' }), testOf({ filter: 'error' }));
  t.equal(testOf({ processes: ['web'] }), undefined, 'the history itself knows processes');
  t.end();
});

t.test('what contradicts itself, or cannot be, is refused in words', (t) => {
  const refused: [LogWish, string][] = [
    [{ since: '1h', until: '2h' }, 'bad_log_query'],
    [{ follow: true, until: '1h' }, 'bad_log_query'],
    [{ since: 'yesterday' }, 'bad_since'],
    [{ until: 'tomorrow' }, 'bad_until'],
    [{ until: '+999999999w' }, 'bad_until'],
    [{ filter: '{ $.level = "error" }' }, 'bad_filter'],
    [{ grep: '(' }, 'bad_pattern'],
  ];
  for (const [wish, code] of refused) t.throws(() => readingOf(wish, now), { code }, JSON.stringify(wish));
  t.end();
});

// Private

function line(source: 'app' | 'rack', process: string, message: string): LogLine {
  return { app: 'shop', time: '2026-11-22T21:31:00.123456Z', source, process, release: undefined, message };
}
