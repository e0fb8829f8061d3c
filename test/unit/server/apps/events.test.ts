import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Events } from '../../../../server/apps/events.ts';
import { Rounds } from '../../../../server/apps/rounds.ts';
import { TaskWatch } from '../../../../server/apps/task-watch.ts';
import type { TaskInfo } from '../../../../server/aws/ecs.ts';
import type { MachineInfo } from '../../../../server/aws/machines.ts';
import type { TaskSign } from '../../../../server/logs/intake.ts';
import { eventOfAudit } from '../../../../server/model/audit-event.ts';
import type { RackEvent } from '../../../../server/model/event.ts';
import { release } from '../deploy/fixtures.ts';
import { setUp } from './people.ts';

const LOG = { info: () => {}, error: (message: string, cause?: unknown) => t.fail(`${message}: ${cause}`) };

function openEvents(t: Test) {
  const people = setUp(t);
  const events = new Events({ store: people.store });
  people.store.audit.listen(events.emitAudited);
  const heard: RackEvent[] = [];
  events.listen((event) => heard.push(event));
  return { ...people, events, heard };
}

t.test('what the audit log tells becomes an event, once, and what failed none', async (t) => {
  for (const [what, type] of [
    ['create', 'app.created'],
    ['destroy', 'app.destroyed'],
    ['env: Set GREETING', 'env.changed'],
    ['scale web=2', 'app.scaled'],
    ['rollback v3', 'release.rolled-back'],
    ['domains add example.com', 'domain.changed'],
    ['something new', 'app.changed'],
  ])
    t.match(eventOfAudit({ who: 'ada', what: what as string, app: 'shop', result: 'ok' }), { type, app: 'shop' });
  t.match(eventOfAudit({ who: 'ada', what: 'keys add bob', result: 'ok' }), { type: 'key.changed', actor: 'ada' });
  t.match(eventOfAudit({ who: 'SHA256:x', what: 'login', result: 'unknown key' }), { type: 'login.refused' });
  t.equal(eventOfAudit({ who: 'ada', what: 'scale web=2', app: 'shop', result: 'It does not fit.' }), undefined);
  t.equal(eventOfAudit({ who: 'ada', what: 'push main', app: 'shop', result: 'ok' }), undefined, 'the deploy tells');
});

t.test('developers see what is about their apps of now, admins also what is about the rack', async (t) => {
  const { events, store, logins, developers, enter, byToken, admin } = openEvents(t);
  const bob = await enter('bob');
  const eve = await enter('eve');
  await developers.revoke('eve', 'all', admin);
  await developers.grant('eve', ['blog'], admin);
  const limited = await byToken({ apps: ['shop'] }, admin);
  events.emit({ type: 'app.destroyed', app: 'blog', message: 'an app of the name before' });
  await sleep(2);
  for (const name of ['shop', 'blog']) store.apps.create({ name, createdBy: 'admin' });
  await sleep(2);
  for (const app of ['shop', 'blog']) events.emit({ type: 'deploy.live', app, message: `${app} is live` });
  events.emit({ type: 'instance.gone', message: 'i-1\nis gone', data: { instance: 'i-1', zone: undefined } });
  const now = (actor: typeof bob) => logins.current(actor) as typeof bob;
  const seen = (actor: typeof bob, query = {}) => events.list(query, now(actor)).map(({ message }) => message);
  t.same(seen(bob), ['an app of the name before', 'shop is live', 'blog is live']);
  t.same(seen(eve), ['blog is live'], 'not of an app that had the name before');
  t.same(seen(limited), ['shop is live']);
  t.equal(seen(admin).at(-1), 'i-1?is gone', 'a message is one line');
  t.same(seen(admin, { types: ['deploy.*'], last: 1 }), ['blog is live']);
  t.same(seen(admin, { app: 'shop' }), ['shop is live']);
  t.strictSame(events.list({ types: ['instance.gone'] }, admin)[0]?.data, { instance: 'i-1' });
  t.throws(() => events.list({ types: ['deploy.lief'] }, admin), { code: 'bad_event_type', hint: /deploy\.live/ });
});

t.test('who follows gets what is there, and each new event once', async (t) => {
  const { events, admin } = openEvents(t);
  events.emit({ type: 'deploy.started', app: 'shop', message: 'one' });
  const stop = new AbortController();
  const messages: string[] = [];
  const query = { types: ['deploy.*'], last: 1 };
  for await (const { message } of events.follow(query, { actor: admin, signal: stop.signal })) {
    messages.push(message);
    if (messages.length === 1)
      setImmediate(() => {
        for (const each of ['two', 'three']) events.emit({ type: 'deploy.live', app: 'shop', message: each });
      });
    if (messages.length === 3) stop.abort();
  }
  t.same(messages, ['one', 'two', 'three']);
});

/** An app with a process and a timer, of whose tasks ECS says this. */
function watched(t: Test, task?: Partial<TaskInfo>) {
  const opened = openEvents(t);
  const { store, events } = opened;
  store.apps.create({ name: 'shop', createdBy: 'ada' });
  const timers = { nightly: { schedule: '0 3 * * *', command: 'backup', process: 'web' } };
  const { id } = store.releases.create({ ...release, app: 'shop', state: 'live', timers });
  const cluster = { task: async () => task as TaskInfo | undefined };
  const watch = new TaskWatch({ cluster, store, announce: events.emit, log: LOG });
  const sign = (process: string, event: TaskSign['event'], message: string, task = 'T1'): TaskSign => {
    const time = '2026-11-26T03:00:01.123456789Z';
    return { app: 'shop', process, release: id, task, copy: `${process}.1`, event, time, message };
  };
  const settled = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  };
  return { ...opened, watch, sign, settled };
}

t.test('a copy that ended by itself has crashed, one that was told to stop has not', async (t) => {
  const crashed = watched(t, { stopCode: 'EssentialContainerExited' });
  crashed.watch.take(crashed.sign('web', 'stopped', 'exited with code 137: out of memory (limit 64 MiB)'));
  await crashed.settled();
  t.match(crashed.heard, [
    {
      type: 'process.crashed',
      message: 'web.1 of shop (v1) exited with code 137: out of memory (limit 64 MiB)',
      data: { outOfMemory: true, exitCode: 137, copy: 'web.1' },
    },
  ]);
  const stopped = watched(t, { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity' });
  stopped.watch.take(stopped.sign('web', 'stopped', 'exited with code 137 (SIGKILL)'));
  await stopped.settled();
  t.same(stopped.heard, []);
  const unhealthy = watched(t, {
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Task failed ELB health checks',
  });
  unhealthy.watch.take(unhealthy.sign('web', 'stopped', 'exited with code 143 (SIGTERM)'));
  await unhealthy.settled();
  t.match(unhealthy.heard, [{ message: 'web.1 of shop (v1) was stopped: Task failed ELB health checks' }]);
  const forgotten = watched(t);
  forgotten.watch.take(forgotten.sign('web', 'stopped', 'exited with code 1'));
  forgotten.watch.take(forgotten.sign('release', 'stopped', 'exited with code 1'));
  await forgotten.settled();
  t.match(forgotten.heard, [{ type: 'process.crashed' }], 'a phase is the deploy’s to tell');
  t.equal(forgotten.heard.length, 1);
});

t.test('copies that crash again and again are a loop, which is told once', async (t) => {
  const { watch, sign, settled, heard } = watched(t, { stopCode: 'EssentialContainerExited' });
  for (let crash = 0; crash < 5; crash++) {
    watch.take(sign('web', 'stopped', 'exited with code 1', `T${crash}`));
    await settled();
  }
  t.equal(heard.filter(({ type }) => type === 'process.crashed').length, 5);
  t.match(
    heard.filter(({ type }) => type === 'process.crash-loop'),
    [{ message: 'web of shop (v1) has crashed 3 times within ten minutes' }],
  );
  t.equal(heard.length, 6);
});

t.test('runs of timers are recorded, and one that fails is an event', async (t) => {
  const { watch, sign, store, heard } = watched(t);
  watch.take(sign('nightly', 'started', 'started', 'T1'));
  t.match(store.timerRuns.list('shop'), [{ timer: 'nightly', task: 'T1', endedAt: undefined }]);
  watch.take(sign('nightly', 'stopped', 'exited with code 0', 'T1'));
  watch.take(sign('nightly', 'stopped', 'exited with code 3', 'T2'));
  t.match(store.timerRuns.list('shop', 'nightly'), [
    { task: 'T2', exitCode: 3, startedAt: undefined, reason: 'exited with code 3' },
    { task: 'T1', exitCode: 0, startedAt: '2026-11-26T03:00:01.123Z', endedAt: '2026-11-26T03:00:01.123Z' },
  ]);
  t.match(heard, [{ type: 'timer.failed', message: 'the timer nightly of shop exited with code 3' }]);
  t.equal(heard.length, 1);
  for (let run = 0; run < 120; run++)
    store.timerRuns.begin('shop', { timer: 'nightly', release: 'R', task: `more ${run}`, startedAt: undefined });
  t.equal(store.timerRuns.list('shop').length, 100);
});

t.test('rounds find timers that did not run, machines that went, and certificates that expire', async (t) => {
  const { store, events, heard } = watched(t);
  store.apps.create({ name: 'blog', createdBy: 'ada' });
  const timers = { hourly: { schedule: '0 * * * *', command: 'tidy', process: 'web' } };
  store.releases.create({ ...release, id: 'RBBBBBBBBB', app: 'blog', state: 'live', timers });
  let machines = [{ id: 'i-1' }, { id: 'i-2' }] as MachineInfo[];
  const hour = 3_600_000;
  // After the releases were made, however slow the test is.
  const midnight = Math.ceil(Date.now() / (24 * hour)) * 24 * hour + 24 * hour;
  let now = midnight;
  const rounds = new Rounds({
    machines: { list: async () => machines },
    vitals: { expiring: async () => [{ name: 'shop.example.com', expires: new Date(midnight) }] },
    store,
    announce: events.emit,
    log: LOG,
    now: () => now,
  });
  await rounds.round();
  t.match(heard, [{ type: 'certificate.expiring', data: { name: 'shop.example.com' } }]);
  now = midnight + 2.5 * hour;
  const startedAt = new Date(midnight + 2 * hour + 1000).toISOString();
  store.timerRuns.begin('blog', { timer: 'hourly', release: 'R', task: 'T9', startedAt });
  machines = machines.slice(1);
  await rounds.round();
  t.match(
    heard.slice(1).sort((one, other) => (one.type < other.type ? -1 : 1)),
    [
      { type: 'instance.gone', data: { instance: 'i-1' } },
      { type: 'timer.missed', data: { timer: 'hourly', due: new Date(midnight + hour).toISOString() } },
    ],
  );
  await rounds.round();
  t.equal(heard.length, 3, 'each is told once');
});
