import t from 'tap';
import { parseExpression } from '../../../../local/scheduler/expression/parse.ts';
import { type Zone, zoneOf } from '../../../../local/scheduler/expression/zone.ts';

const ANCHOR = Date.parse('2026-01-01T00:00:30Z');

/** The next times after a moment, as UTC. */
function times(text: string, after: string, zone = 'UTC', count = 3): string[] {
  const expression = parseExpression(text, zoneOf(zone) as Zone, ANCHOR);
  const found: string[] = [];
  for (let at = expression?.next(Date.parse(after)); at !== undefined; at = expression?.next(at)) {
    found.push(new Date(at).toISOString().replace(':00.000Z', 'Z').replace('.000Z', 'Z'));
    if (found.length === count) break;
  }
  return found;
}

t.test('a cron expression is due at the times that its fields describe', async (t) => {
  const cases: [text: string, after: string, due: string[]][] = [
    ['cron(*/20 * * * ? *)', '2026-01-01T10:19:59Z', ['2026-01-01T10:20Z', '2026-01-01T10:40Z', '2026-01-01T11:00Z']],
    ['cron(5/25 10 * * ? *)', '2026-01-01T10:05:00Z', ['2026-01-01T10:30Z', '2026-01-01T10:55Z', '2026-01-02T10:05Z']],
    [
      'cron(0 8-9,17 ? * MON-FRI *)',
      '2026-01-02T09:00:00Z',
      ['2026-01-02T17:00Z', '2026-01-05T08:00Z', '2026-01-05T09:00Z'],
    ],
    [
      'cron(0-15/15 8-8 ? * 2,3,4,5,6,7 *)',
      '2026-01-03T08:00:00Z',
      ['2026-01-03T08:15Z', '2026-01-05T08:00Z', '2026-01-05T08:15Z'],
    ],
    ['cron(0 0 L * ? *)', '2026-01-31T00:00:00Z', ['2026-02-28T00:00Z', '2026-03-31T00:00Z', '2026-04-30T00:00Z']],
    ['cron(0 0 1W * ? *)', '2026-07-15T00:00:00Z', ['2026-08-03T00:00Z', '2026-09-01T00:00Z', '2026-10-01T00:00Z']],
    ['cron(0 0 31W * ? *)', '2026-01-01T00:00:00Z', ['2026-01-30T00:00Z', '2026-03-31T00:00Z', '2026-05-29T00:00Z']],
    ['cron(0 0 LW 2,5 ? *)', '2026-01-01T00:00:00Z', ['2026-02-27T00:00Z', '2026-05-29T00:00Z', '2027-02-26T00:00Z']],
    ['cron(15 10 ? * 6L 2026)', '2026-10-31T00:00:00Z', ['2026-11-27T10:15Z', '2026-12-25T10:15Z']],
    ['cron(0 0 ? * TUE#2 *)', '2026-01-01T00:00:00Z', ['2026-01-13T00:00Z', '2026-02-10T00:00Z', '2026-03-10T00:00Z']],
    [
      'cron(0 0 ? JAN-FEB 1#5 *)',
      '2026-01-01T00:00:00Z',
      ['2027-01-31T00:00Z', '2028-01-30T00:00Z', '2032-02-29T00:00Z'],
    ],
    ['cron(0 0 ? * L *)', '2026-01-01T00:00:00Z', ['2026-01-03T00:00Z', '2026-01-10T00:00Z', '2026-01-17T00:00Z']],
    ['cron(0 0 29 2 ? *)', '2026-01-01T00:00:00Z', ['2028-02-29T00:00Z', '2032-02-29T00:00Z', '2036-02-29T00:00Z']],
    ['cron(0 0 30 2 ? *)', '2026-01-01T00:00:00Z', []],
    ['cron(0 0 1 1 ? 2020-2025)', '2026-01-01T00:00:00Z', []],
  ];
  for (const [text, after, due] of cases) t.same(times(text, after), due, text);
});

t.test('a time zone is that of its clocks', async (t) => {
  const berlin = (text: string, after: string) => times(text, after, 'Europe/Berlin');
  t.same(berlin('cron(0 9 * * ? *)', '2026-03-28T00:00:00Z'), [
    '2026-03-28T08:00Z',
    '2026-03-29T07:00Z',
    '2026-03-30T07:00Z',
  ]);
  t.same(times('cron(30 0 * * ? *)', '2026-01-01T00:00:00Z', 'Asia/Kathmandu', 1), ['2026-01-01T18:45Z']);
  t.same(times('cron(0 2 * * ? *)', '2026-10-03T00:00:00Z', 'Australia/Lord_Howe', 2), [
    '2026-10-04T15:00Z',
    '2026-10-05T15:00Z',
  ]);
});

t.test('a time that the clocks leave out in spring is skipped', async (t) => {
  const due = times('cron(30 2 * * ? *)', '2026-03-28T00:00:00Z', 'Europe/Berlin');
  t.same(due, ['2026-03-28T01:30Z', '2026-03-30T00:30Z', '2026-03-31T00:30Z']);
  t.same(times('at(2026-03-29T02:30:00)', '2026-01-01T00:00:00Z', 'Europe/Berlin'), []);
});

t.test('a time that the clocks show twice in autumn counts once', async (t) => {
  const berlin = (text: string, after: string) => times(text, after, 'Europe/Berlin');
  t.same(berlin('cron(30 2 * * ? *)', '2026-10-24T00:00:00Z'), [
    '2026-10-24T00:30Z',
    '2026-10-25T00:30Z',
    '2026-10-26T01:30Z',
  ]);
  t.same(berlin('cron(0/30 * * * ? *)', '2026-10-25T00:00:00Z'), [
    '2026-10-25T00:30Z',
    '2026-10-25T02:00Z',
    '2026-10-25T02:30Z',
  ]);
  t.same(berlin('at(2026-10-25T02:30:00)', '2026-01-01T00:00:00Z'), ['2026-10-25T00:30Z']);
});

t.test('a rate counts from where it began', async (t) => {
  t.same(times('rate(5 minutes)', '2025-12-31T00:00:00Z'), [
    '2026-01-01T00:00:30Z',
    '2026-01-01T00:05:30Z',
    '2026-01-01T00:10:30Z',
  ]);
  t.same(times('rate(1 hour)', '2026-01-01T02:00:30Z', 'UTC', 1), ['2026-01-01T03:00:30Z']);
  t.same(times('rate(1 days)', '2026-03-28T12:00:00Z', 'Europe/Berlin', 2), [
    '2026-03-29T00:00:30Z',
    '2026-03-30T00:00:30Z',
  ]);
});

t.test('what is no expression is refused', async (t) => {
  const wrong = [
    ...[
      'cron(0 1 * * * *)',
      'cron(7 20 * * NOT *)',
      'cron(INVALID)',
      'cron(0 dummy ? * MON-FRI *)',
      'cron(71 8 1 * ? *)',
    ],
    ...[
      'cron()',
      'cron(0 0 ? * ? *)',
      'cron(0 0 * * ?)',
      'cron(0 0 32 * ? *)',
      'cron(0 0 1 13 ? *)',
      'cron(5-1 0 1 * ? *)',
    ],
    ...['cron(0/0 0 1 * ? *)', 'cron(0 0 ? * 8 *)', 'cron(0 0 ? * 2#6 *)', 'cron(0 0 0W * ? *)', 'cron(1, 0 1 * ? *)'],
    ...[
      'rate(10 seconds)',
      'rate()',
      'rate(10)',
      'rate(10 minutess)',
      'rate(-10 minutes)',
      'rate( 10 minutes )',
      'rate(0 days)',
    ],
    ...[
      ' rate(10 minutes)',
      'at(2021-12-31T23:59:59Z)',
      'at(2021-12-31)',
      'at(2026-02-30T00:00:00)',
      'every(5 minutes)',
      '',
    ],
  ];
  for (const text of wrong) t.equal(parseExpression(text, zoneOf('UTC') as Zone, 0), undefined, text);
  for (const name of ['Mars/Olympus', '+01:00', '']) t.equal(zoneOf(name), undefined, name);
});
