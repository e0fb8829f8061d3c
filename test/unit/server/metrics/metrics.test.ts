import { join } from 'node:path';
import t, { type Test } from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { type Metrics, openMetrics } from '../../../../server/metrics/metrics.ts';
import { rangeOf } from '../../../../server/metrics/range.ts';
import { COPY_COLUMNS } from '../../../../server/metrics/samples.ts';
import { type ContainerStats, type StatsRecord, writeStatsRecord } from '../../../../wire/stats-record.ts';

/** A time at which a block, a coarse step and a fine one begin. */
const NOON = Date.parse('2026-11-22T12:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STATS: ContainerStats = {
  ...{ app: 'app', process: 'web', release: 'R', task: 't1', container: 'c1', seconds: 10, cpu: 1 },
  ...{ memory: 1000, memoryLimit: 2000, networkIn: 100, networkOut: 200, blockRead: 0, blockWrite: undefined },
};

t.test('a sample is told for the seconds before it; what is missing is a gap, and never nothing', async (t) => {
  const { metrics, tell, at } = openAt(t, NOON);
  tell(10 * SECOND, { cpu: 0.5 });
  tell(30 * SECOND, { cpu: 1.5 });
  at(NOON + 42 * SECOND);
  const [copy] = metrics.copies('app', rangeOf({ since: new Date(NOON), step: 10 }, now(42 * SECOND)));
  t.match(copy, { name: 'web.1', process: 'web', facts: { memoryLimit: 2000 } });
  t.same(column(copy, 'cpu'), [0.5, null, 1.5, null]);
  t.same(column(copy, 'networkIn'), [10, null, 10, null], 'bytes a second');
  t.same(column(copy, 'blockWrite'), [null, null, null, null], 'what the agent cannot see');
});

t.test('a record that comes again changes nothing, and one of a clock that is ahead is taken for now', async (t) => {
  const { metrics, tell, at } = openAt(t, NOON + 20 * SECOND);
  for (let times = 0; times < 3; times++) tell(10 * SECOND, { cpu: 0.5 });
  tell(DAY, { cpu: 1 });
  at(NOON + 30 * SECOND);
  const [copy] = metrics.copies('app', rangeOf({ since: new Date(NOON), step: 10 }, now(30 * SECOND)));
  t.same(column(copy, 'cpu'), [0.5, 1, null]);
  t.equal(metrics.latest.copies()[0]?.sum.cpu, 5 + 10);
});

t.test('a name that a later copy has got is told with what both took', async (t) => {
  const { metrics, tell, at } = openAt(t, NOON + HOUR);
  for (const seconds of [10, 20]) tell(seconds * SECOND, { cpu: 1 });
  for (const seconds of [20, 30]) tell(seconds * SECOND, { cpu: 2, release: 'S', task: 't2', container: 'c2' });
  tell(30 * SECOND, { cpu: 3, task: 't3', container: 'c3' });
  at(NOON + HOUR);
  const copies = metrics.copies(
    'app',
    rangeOf({ since: new Date(NOON), until: new Date(NOON + MINUTE), step: 10 }, now(HOUR)),
  );
  t.same(
    copies.map((copy) => [copy.name, ...column(copy, 'cpu').slice(0, 4)]),
    [
      ['web.1', 1, 2, 2, null],
      ['web.3', null, null, 3, null],
    ],
  );
});

t.test('steps that are longer have the mean and the greatest value', async (t) => {
  const { metrics, tell, at } = openAt(t, NOON + HOUR);
  for (const [seconds, cpu] of [
    [10, 1],
    [20, 3],
    [40, 5],
    [70, 7],
  ] as const)
    tell(seconds * SECOND, { cpu });
  at(NOON + HOUR);
  const range = rangeOf({ since: new Date(NOON), until: new Date(NOON + 2 * MINUTE), step: 60 }, now(HOUR));
  const [copy] = metrics.copies('app', range);
  t.same(column(copy, 'cpu'), [3, 7]);
  t.same(copy?.most[0], [5, 7]);
});

t.test('after a day there are the means and greatest values of five minutes, and after 14 days nothing', async (t) => {
  const { metrics, tell, at } = openAt(t, NOON + MINUTE);
  tell(10 * SECOND, { cpu: 1 });
  tell(20 * SECOND, { cpu: 4 });
  at(NOON + 20 * MINUTE);
  await metrics.tidy();
  tell(30 * SECOND, { cpu: 7 });
  await metrics.tidy();
  const range = (end: number) => rangeOf({ since: new Date(NOON), until: new Date(NOON + 10 * MINUTE) }, now(end));
  at(NOON + 2 * DAY);
  await metrics.tidy();
  const [copy] = metrics.copies('app', range(2 * DAY));
  t.equal(range(2 * DAY).step, 300);
  t.same(column(copy, 'cpu'), [4, null], 'what came late is in it');
  t.same(copy?.most[0], [7, null]);
  t.same(column(copy, 'memory'), [1000, null]);
  at(NOON + 15 * DAY);
  await metrics.tidy();
  t.same(metrics.copies('app', { from: NOON / 1000, to: NOON / 1000 + 600, step: 300, source: 300 }), []);
});

t.test('a sample that is older than what is kept is not taken', async (t) => {
  const { metrics, tell } = openAt(t, NOON + 25 * HOUR);
  tell(10 * SECOND, {});
  t.same(metrics.copies('app', { from: NOON / 1000, to: NOON / 1000 + 600, step: 10, source: 10 }), []);
});

t.test('what is forgotten of one app is kept of others', async (t) => {
  const { metrics, tell } = openAt(t, NOON + 20 * SECOND);
  tell(10 * SECOND, {});
  tell(10 * SECOND, { app: 'other', container: 'c2' });
  metrics.forget('app');
  const range = rangeOf({ since: new Date(NOON) }, now(MINUTE));
  t.same(metrics.copies('app', range), []);
  t.equal(metrics.copies('other', range).length, 1);
  t.same(
    metrics.latest.copies().map(({ stats }) => stats.app),
    ['other'],
  );
});

t.test('what comes of the containers of a forgotten app is not kept, nor for the next app of that name', async (t) => {
  const { metrics, tell, at } = openAt(t, NOON + MINUTE);
  tell(10 * SECOND, {});
  metrics.forget('app');
  tell(20 * SECOND, {});
  const range = rangeOf({ since: new Date(NOON), step: 10 }, now(MINUTE));
  t.same(metrics.copies('app', range), []);
  t.same(metrics.latest.copies(), []);
  at(NOON + 2 * MINUTE);
  tell(70 * SECOND, { container: 'c9', cpu: 0.25 });
  await metrics.tidy();
  tell(80 * SECOND, {});
  const [copy, ...others] = metrics.copies(
    'app',
    rangeOf({ since: new Date(NOON + MINUTE), step: 10 }, now(2 * MINUTE)),
  );
  t.same(column(copy, 'cpu').slice(0, 3), [0.25, null, null]);
  t.same(others, []);
});

t.test('machines are told beside the copies on them', async (t) => {
  const { metrics, take, at } = openAt(t, NOON + MINUTE);
  const machine = {
    ...{ cpu: 1.5, cores: 2, load: 3, memory: 10, memoryTotal: 20, disk: 30, diskTotal: 40 },
    ...{ networkIn: 100, networkOut: undefined },
  };
  take({ instance: 'i-1', at: timeOf(10 * SECOND), seconds: 10, machine, containers: [] });
  at(NOON + MINUTE);
  const [found] = metrics.machines(rangeOf({ since: new Date(NOON), step: 60 }, now(MINUTE)));
  t.match(found, { name: 'i-1', facts: { cores: 2, memoryTotal: 20, diskTotal: 40 } });
  t.same(
    found?.mean.map(([value]) => value),
    [1.5, 10, 10, null, 3, 30],
  );
});

t.test(
  'the cores of all apps are told from memory: sums of their copies, with gaps, and no more than an hour',
  async (t) => {
    const { metrics, tell, at } = openAt(t, NOON + 4 * MINUTE);
    tell(10 * SECOND, { cpu: 1 });
    for (let times = 0; times < 2; times++) tell(20 * SECOND, { cpu: 3 });
    tell(20 * SECOND, { cpu: 4, container: 'c2' });
    tell(4 * MINUTE, { cpu: 5 });
    tell(30 * SECOND, { cpu: 6, app: 'other', container: 'c3' });
    const from = NOON / 1000;
    const range = { from, to: from + 240, step: 60, source: 10 };
    t.same(
      [...metrics.cores(range)],
      [
        ['app', [(1 + 7) / 2, null, null, 5]],
        ['other', [6, null, null, null]],
      ],
    );
    metrics.forget('other');
    at(NOON + 75 * MINUTE);
    tell(75 * MINUTE, { cpu: 2 });
    await metrics.tidy();
    t.same([...metrics.cores({ ...range, to: from + 120 })], [], 'what is older than an hour has no place');
    t.same(
      metrics
        .cores({ ...range, from: from + 15 * 60, to: from + 75 * 60 })
        .get('app')
        ?.filter((value) => value !== null),
      [2],
    );
  },
);

t.test('what was kept of the last hour is known again after a restart', async (t) => {
  const path = join(t.testdir(), 'metrics.db');
  const log = { info: () => {}, error: (message: string) => t.fail(message) };
  const open = () => openMetrics({ path, copyNumber: () => 1, log, clock: () => NOON + 2 * MINUTE });
  const before = open();
  const record = { instance: 'i-1', at: timeOf(10 * SECOND), seconds: 10, machine: undefined, containers: [STATS] };
  before.take(writeStatsRecord(record));
  await before.stop();
  const after = open();
  t.teardown(() => after.stop());
  after.start();
  const range = { from: NOON / 1000, to: NOON / 1000 + 60, step: 60, source: 10 };
  const known = await poll(async () => after.cores(range).get('app'), { signal: AbortSignal.timeout(5000) });
  t.same(known, [1]);
});

t.test('other records are not taken for samples', async (t) => {
  const { metrics } = openAt(t, NOON);
  t.notOk(metrics.take(Buffer.from('{"v":1}')));
});

function openAt(t: Test, start: number) {
  let time = start;
  const log = { info: () => {}, error: (message: string) => t.fail(message) };
  const copyNumber = (_app: string, _process: string, _release: string, task: string) => (task === 't3' ? 3 : 1);
  const metrics = openMetrics({ path: ':memory:', copyNumber, log, clock: () => time });
  t.teardown(() => metrics.stop());
  const take = (record: StatsRecord) => t.ok(metrics.take(writeStatsRecord(record)), 'it is taken');
  const tell = (after: number, stats: Partial<ContainerStats>) => {
    const containers = [{ ...STATS, ...stats }];
    take({ instance: 'i-1', at: timeOf(after), seconds: 10, machine: undefined, containers });
  };
  const at = (now: number) => {
    time = now;
  };
  if (start === NOON) at(NOON + HOUR);
  return { metrics, take, tell, at };
}

function timeOf(after: number): string {
  return now(after).toISOString();
}

function now(after: number): Date {
  return new Date(NOON + after);
}

function column(copy: ReturnType<Metrics['copies']>[number] | undefined, name: (typeof COPY_COLUMNS)[number]) {
  return copy?.mean[COPY_COLUMNS.indexOf(name)] ?? [];
}
