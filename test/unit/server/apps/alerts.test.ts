import t, { type Test } from 'tap';
import type { Log } from '../../../../lib/log.ts';
import { AlertRounds } from '../../../../server/apps/alerts/alert-rounds.ts';
import { Alerts } from '../../../../server/apps/alerts/alerts.ts';
import { failingDrains, failingTimers } from '../../../../server/apps/alerts/app-parts.ts';
import { crashLoops, outOfMemory } from '../../../../server/apps/alerts/crashes.ts';
import { type Disk, disks } from '../../../../server/apps/alerts/disks.ts';
import { type Look, MINUTE } from '../../../../server/apps/alerts/look.ts';
import { notRunning } from '../../../../server/apps/alerts/not-running.ts';
import {
  certificates,
  failingWebhooks,
  logsBehind,
  silentInstances,
} from '../../../../server/apps/alerts/rack-parts.ts';
import { Events } from '../../../../server/apps/events.ts';
import type { TaskInfo } from '../../../../server/aws/ecs.ts';
import type { Finding } from '../../../../server/model/alert.ts';
import { release } from '../deploy/fixtures.ts';
import { setUp } from './people.ts';

const LOG = { info: () => {}, error: (message: string, cause?: unknown) => t.fail(`${message}: ${cause}`) };

/** Rounds over a real store, with a clock that is put forward by hand. */
function open(t: Test, looksOf: (store: ReturnType<typeof setUp>['store']) => Look[]) {
  const people = setUp(t);
  const { store } = people;
  store.apps.create({ name: 'shop', createdBy: 'ada' });
  const heard: string[] = [];
  const events = new Events({ store });
  events.listen(({ type, message }) => type.startsWith('alert.') && heard.push(`${type.slice(6)} ${message}`));
  let now = Date.parse('2026-11-26T03:00:00Z');
  const looks = looksOf(store);
  const make = (log: Log = LOG) => new AlertRounds({ store, looks, announce: events.emit, log, now: () => now });
  let rounds = make();
  /** Some time later, what was told since. */
  const after = async (minutes: number) => {
    now += minutes * MINUTE;
    await rounds.round();
    return heard.splice(0);
  };
  const restart = (log: Log = LOG) => {
    rounds = make(log);
  };
  const at = (minutes = 0) => new Date(now + minutes * MINUTE).toISOString();
  return { ...people, events, after, restart, at, alerts: new Alerts({ store }) };
}

const disk: Finding = {
  ...{ name: 'disk', subject: 'i-1', app: undefined, severity: 'warning', stage: 1 },
  ...{ message: 'the disk is full', hint: 'Take something away.' },
};

t.test('an alert is told once when it begins and once when it is over, also across restarts', async (t) => {
  let found: Finding[] = [disk];
  const look: Look = { names: ['disk'], patience: 2 * MINUTE, calm: 2 * MINUTE, find: () => found };
  const { after, restart, alerts, admin } = open(t, () => [look]);
  t.same(await after(0), [], 'it may be over in a moment');
  found = [];
  t.same(await after(1), []);
  found = [disk];
  t.same(await after(1), [], 'it began anew');
  t.same(await after(2), ['raised the disk is full']);
  t.match(alerts.list(admin), [{ name: 'disk', since: '2026-11-26T03:02:00.000Z', app: undefined }]);
  t.same(await after(1), []);
  restart();
  t.same(await after(1), []);
  found = [{ ...disk, stage: 2, message: 'the disk is fuller' }];
  t.same(await after(1), ['raised the disk is fuller']);
  found = [{ ...disk, message: 'the disk is less full' }];
  t.same(await after(1), []);
  t.match(alerts.list(admin), [{ message: 'the disk is less full', stage: 1 }]);
  found = [];
  restart();
  t.same(await after(1), [], 'it may come again in a moment');
  t.same(await after(2), ['cleared over after 9m: the disk is less full']);
  t.same(alerts.list(admin), []);
});

t.test('a look that fails tells nothing and ends nothing, and an app takes its alerts along', async (t) => {
  let find = (): Finding[] => [
    { ...disk, app: 'shop' },
    { ...disk, subject: 'gone', app: 'gone' },
  ];
  const { after, restart, alerts, admin, store } = open(t, () => [
    { names: ['disk'], patience: 0, calm: 0, find: () => find() },
  ]);
  t.same(await after(0), ['raised the disk is full'], 'and nothing of an app that is not there');
  const said: string[] = [];
  restart({ ...LOG, error: (message) => void said.push(message) });
  find = () => {
    throw new Error('throttled');
  };
  t.same([await after(1), await after(1)], [[], []]);
  t.same(said, ['a look for alerts failed'], 'told once');
  t.equal(alerts.list(admin).length, 1);
  store.apps.remove('shop');
  t.same(alerts.list(admin), []);
});

t.test('developers see what is wrong with their apps, admins also with the rack', async (t) => {
  const looks = [{ ...disk }, { ...disk, subject: 'shop', app: 'shop' }, { ...disk, subject: 'blog', app: 'blog' }];
  const { after, alerts, admin, enter, developers, byToken, logins, store } = open(t, () => [
    { names: ['disk'], patience: 0, calm: 0, find: () => looks },
  ]);
  store.apps.create({ name: 'blog', createdBy: 'ada' });
  await after(0);
  const bob = await enter('bob', 'read');
  await developers.revoke('bob', 'all', admin);
  await developers.grant('bob', ['blog'], admin);
  const seen = (actor: typeof bob) => alerts.list(logins.current(actor) as typeof bob).map(({ subject }) => subject);
  t.same(seen(bob), ['blog']);
  t.same(seen(await byToken({ apps: ['shop'] }, admin)), ['shop']);
  t.same(seen(admin), ['i-1', 'shop', 'blog']);
});

t.test('copies that end again and again are one alert, until none did for a while', async (t) => {
  const { after, events, at, restart } = open(t, (store) => [crashLoops(store), outOfMemory(store)]);
  const crash = (code: number, more = {}) => {
    const message = `web.1 of shop (v4) exited with code ${code}`;
    const data = { process: 'web', exitCode: code, outOfMemory: false, ...more };
    events.emit({ type: 'process.crashed', app: 'shop', at: at(), message, data });
  };
  crash(1);
  t.same(await after(1), []);
  crash(1);
  crash(7);
  t.same(await after(1), [
    'raised web of shop ended 3 times within ten minutes, the last time so: web.1 of shop (v4) exited with code 7',
  ]);
  crash(1);
  restart();
  t.same([await after(9), await after(0.5)], [[], []]);
  const [over, ...more] = await after(1);
  t.match(over, /^cleared over after 11m 30s|^cleared over after 10m 30s/);
  t.same(more, []);
  crash(137, { outOfMemory: true });
  t.same(await after(0), ['raised web of shop was out of memory: web.1 of shop (v4) exited with code 137']);
  t.match(await after(16), [/^cleared over after 16m: web of shop was out of memory/]);
});

t.test('a disk is told at each of its limits once, and needs some room to be well again', async (t) => {
  let used = 0;
  const machines = (): Disk[] => [{ of: 'i-1', used, total: 100 }];
  const { after } = open(t, () => {
    const look = disks({ folder: '/', disks: machines });
    const find: Look['find'] = async (...all) => (await look.find(...all)).filter(({ subject }) => subject === 'i-1');
    return [{ ...look, find, patience: 0, calm: 0 }];
  });
  const at = async (share: number) => {
    used = share;
    return (await after(1)).map((text) => text.replace(/ of i-1|: \d+ .* are free/g, ''));
  };
  t.same(await at(79), []);
  t.same(await at(80), ['raised the disk is 80 % full']);
  t.same(await at(85), []);
  t.same(await at(78), [], 'not far enough');
  t.same(await at(92), ['raised the disk is 92 % full']);
  t.same(await at(88), []);
  t.same(await at(90), [], 'it was there a moment ago');
  t.same(await at(96), ['raised the disk is 96 % full']);
  t.same(await at(76), ['cleared over after 7m: the disk is 96 % full']);
});

t.test(
  'a live release of which less runs than should is told after some minutes, unless it is being deployed',
  async (t) => {
    let tasks: Partial<TaskInfo>[] = [];
    const copy = (more: Partial<TaskInfo> = {}) => ({
      app: 'shop',
      process: 'web',
      state: 'RUNNING',
      health: 'HEALTHY',
      ...more,
    });
    const cluster = { runningTasks: async () => tasks as TaskInfo[] };
    const { after, store } = open(t, (all) => [notRunning({ store: all, cluster })]);
    const processes = { web: { command: 'x', count: 2 }, worker: { command: 'y', count: 0 } };
    store.releases.create({ ...release, app: 'shop', state: 'live', processes } as never);
    tasks = [copy(), copy({ health: 'UNHEALTHY' })];
    t.same(await after(0), []);
    t.match(await after(3), [/^raised 1 of 2 copies of web of shop \(v1\) run and are healthy/]);
    tasks = [copy({ state: 'PENDING' }), copy({ isKept: false })];
    t.match(await after(1), [/^raised 0 of 2 copies/], 'it became worse');
    tasks = [copy(), copy()];
    t.same(await after(1), []);
    t.match(await after(1), [/^cleared over after 6m/]);
    tasks = [];
    store.releases.create({ ...release, id: 'RBBBBBBBBB', app: 'shop', state: 'deploying', processes } as never);
    t.same([await after(1), await after(4)], [[], []], 'a deploy tells by itself');
  },
);

t.test('drains, timers, webhooks, certificates, machines and logs have alerts of their own', async (t) => {
  let lag: number | undefined;
  let expires = new Date('2026-12-20T00:00:00Z');
  let machines: { id: string; agentConnected: boolean; running: number }[] = [];
  const { after, store, at } = open(t, (all) => [
    ...[failingDrains(all), failingTimers(all), failingWebhooks(all)],
    certificates({ expiring: async () => [{ name: 'shop.example.com', expires }] }),
    silentInstances({ list: async () => machines as never }),
    logsBehind({ lag: () => lag }),
  ]);
  t.same(await after(0), [], 'nothing is wrong');
  const drain = { id: 'L1', app: 'shop', receiver: 'syslog://h', process: undefined, filter: undefined };
  store.drains.add({ ...drain, createdBy: 'ada', mayReachInside: false, cursor: 0 }, { url: '', header: undefined });
  const failing = { cursor: 0, delivered: 0, dropped: 0, deliveredAt: undefined, error: 'nobody listens' };
  store.drains.advance(new Map([['L1', { ...failing, failingSince: at() }]]));
  const timers = { nightly: { schedule: '0 3 * * *', command: 'backup', process: 'web' } };
  const { id } = store.releases.create({ ...release, app: 'shop', state: 'live', timers });
  const run = (task: string, exitCode: number) => {
    const ended = { timer: 'nightly', release: id, task, endedAt: at(), exitCode };
    store.timerRuns.end('shop', { ...ended, reason: `exited with code ${exitCode}` });
  };
  run('T1', 1);
  expires = new Date('2026-12-05T00:00:00Z');
  machines = [
    { id: 'i-1', agentConnected: true, running: 1 },
    { id: 'i-2', agentConnected: false, running: 3 },
  ];
  lag = 90_000;
  t.same((await after(14)).sort(), [
    'raised logs come 1m 30s late',
    'raised the certificate shop.example.com expires at 2026-12-05T00:00:00.000Z',
  ]);
  run('T2', 1);
  t.same((await after(1)).sort(), [
    'raised nothing is heard of the machine i-2, which runs 3 tasks',
    'raised the drain L1 of shop to syslog://h has delivered nothing since 2026-11-26T03:00:00.000Z: nobody listens',
    'raised the last 2 runs of the timer nightly of shop failed: it exited with code 1',
  ]);
  run('T3', 0);
  store.drains.advance(new Map([['L1', { ...failing, error: undefined, failingSince: undefined }]]));
  machines = [];
  lag = 100;
  expires = new Date('2027-12-05T00:00:00Z');
  await after(1);
  t.equal((await after(2)).length + store.alerts.list().length, 2, 'machine and logs a little later');
});
