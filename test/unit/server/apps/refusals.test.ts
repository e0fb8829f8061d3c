import t from 'tap';
import { Refusals } from '../../../../server/apps/refusals.ts';
import type { NewAuditRecord } from '../../../../server/store/audit.ts';

function setUp() {
  const records: NewAuditRecord[] = [];
  const clock = { now: Date.parse('2026-11-26T12:00:00Z') };
  const refusals = new Refusals({ record: (record) => void records.push(record) }, () => clock.now);
  const refuse = (from: string, who = 'SHA256:a', why = 'unknown key') => refusals.add({ who, from, door: 'ssh', why });
  return { records, clock, refusals, refuse };
}

t.test('what is new is recorded at once, what comes again is counted by the minute', async (t) => {
  const { records, clock, refuse } = setUp();
  for (let n = 0; n < 10; n++) refuse('192.0.2.1');
  refuse('192.0.2.1', 'SHA256:b');
  t.match(records, [
    { who: 'SHA256:a', what: 'login', from: '192.0.2.1', door: 'ssh', result: 'unknown key' },
    { who: 'SHA256:b', result: 'unknown key' },
  ]);
  t.equal(records.length, 2);
  clock.now += 60_000;
  refuse('192.0.2.1');
  t.match(records[2], { from: '192.0.2.1', result: '9 more: unknown key', detail: /from 2026-11-26T12:00:00/ });
  t.match(records[3], { who: 'SHA256:a', result: 'unknown key' });
  t.equal(records.length, 4);
});

t.test('a million tries from ever new addresses with ever new keys are a few records', async (t) => {
  const { records, refusals, refuse } = setUp();
  for (let n = 0; n < 1_000_000; n++) refuse(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, `SHA256:${n}`);
  refusals.flush();
  t.ok(records.length < 200, `${records.length}`);
  const counted = records.flatMap(({ result }) => Number(/^(\d+) more/.exec(result)?.[1] ?? 1));
  t.equal(
    counted.reduce((sum, each) => sum + each, 0),
    1_000_000,
  );
  t.match(records.at(-1), { from: 'other addresses' });
});

t.test('the addresses of one IPv6 network are one, and long names are cut', async (t) => {
  const { records, refusals, refuse } = setUp();
  for (let n = 0; n < 20; n++) refuse(`2001:db8:1:2::${n.toString(16)}`, `x${n}`.repeat(1000));
  refuse('2001:db8:1:3:4:5:6:7');
  refusals.flush();
  t.equal(records.length, 5 + 1 + 1);
  t.match(records.at(-1), { from: '2001:db8:1:2::/64', result: '15 more: unknown key' });
  t.ok(records.every(({ who }) => who.length <= 200));
});
