import t from 'tap';
import { formatLine, microseconds, parseSince } from '../../../../server/logs/format.ts';

t.test('a line as people see it', (t) => {
  const line = { app: 'hello', time: '2026-11-22T21:31:00.123456Z', release: undefined, message: 'hi' };
  t.equal(formatLine({ ...line, source: 'app', process: 'web.1' }), '2026-11-22T21:31:00.123456Z app[web.1]: hi');
  t.equal(formatLine({ ...line, source: 'rack', process: 'deploy' }), '2026-11-22T21:31:00.123456Z rack[deploy]: hi');
  t.end();
});

t.test('times have six digits, so that they sort', (t) => {
  t.equal(microseconds('2026-11-22T21:31:00.123456789Z'), '2026-11-22T21:31:00.123456Z');
  t.equal(microseconds('2026-11-22T21:31:00.1Z'), '2026-11-22T21:31:00.100000Z');
  t.equal(microseconds('2026-11-22T21:31:00Z'), '2026-11-22T21:31:00.000000Z');
  t.equal(microseconds('2026-11-22T22:31:00+01:00'), '2026-11-22T21:31:00.000000Z');
  t.end();
});

t.test('since: so long ago, or a time', (t) => {
  const now = new Date('2026-11-22T21:31:00Z');
  const cases = {
    '1h': '2026-11-22T20:31:00.000000Z',
    '30m': '2026-11-22T21:01:00.000000Z',
    '2d': '2026-11-20T21:31:00.000000Z',
    '90s': '2026-11-22T21:29:30.000000Z',
    '2026-11-22T21:00:00Z': '2026-11-22T21:00:00.000000Z',
    '2026-11-22T21:00:00.123456Z': '2026-11-22T21:00:00.123456Z',
    '2026-11-22T22:00:00+01:00': '2026-11-22T21:00:00.000000Z',
    '2026-11-22': '2026-11-22T00:00:00.000000Z',
  };
  for (const [text, time] of Object.entries(cases)) t.equal(parseSince(text, now), time, text);
  for (const text of ['', 'yesterday', '1', '-1h', '1y', '999999999d', '2026-13-40', '2026-99-99T00:00:00Z'])
    t.throws(() => parseSince(text, now), { code: 'bad_since' }, text);
  t.end();
});
