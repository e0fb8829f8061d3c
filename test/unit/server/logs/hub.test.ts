import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Log } from '../../../../lib/log.ts';
import { poll } from '../../../../lib/retry.ts';
import { type Hub, type LogBounds, openLogs } from '../../../../server/logs/hub.ts';
import type { LogLine } from '../../../../server/logs/logs.ts';
import { FakeStream, line, quiet, record, stopped } from './stream.ts';

const HOUR = 60 * 60 * 1000;
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, at) => at + from);
const messages = (lines: LogLine[]) => lines.map(({ message }) => message);
const told = (count: number, from = 1) => upTo(count, from).map((each) => `line ${each}`);

async function file(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rack-logs-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'logs.db');
}

async function open(
  t: Test,
  stream = new FakeStream(),
  more: { path?: string; bounds?: Partial<LogBounds>; ended?: string[]; log?: Log; clock?: () => number } = {},
) {
  const hub = openLogs({
    path: more.path ?? ':memory:',
    reader: stream,
    endedTasks: async () => more.ended ?? [],
    log: more.log ?? quiet,
    bounds: more.bounds ?? {},
    clock: more.clock ?? Date.now,
  });
  let isOpen = true;
  const stop = async () => {
    if (isOpen) await hub.stop();
    isOpen = false;
  };
  t.teardown(stop);
  await hub.start();
  return { hub, stream, stop };
}

/** Nothing here takes a tenth of it. */
const WAIT = { signal: AbortSignal.timeout(120_000) };

/** The app's messages once the last one is there. */
function until(hub: Hub, last: string, app = 'hello'): Promise<string[]> {
  return poll(async () => {
    const all = messages(hub.query(app, {}));
    return all.includes(last) ? all : undefined;
  }, WAIT);
}

t.test('what an agent sends again is taken once', async (t) => {
  const { hub, stream } = await open(t);
  stream.put(record(upTo(5).map((each) => line(each))));
  stream.put(record(upTo(6, 3).map((each) => line(each))));
  stream.put(record([stopped(99)]));
  stream.put(record([...upTo(9).map((each) => line(each)), stopped(99)]));
  t.strictSame(await until(hub, 'line 9'), [...told(8), 'exited with code 1', 'line 9']);
});

t.test('a copy that is heard before the end of the one before it has its number', async (t) => {
  const { hub, stream } = await open(t, undefined, { ended: ['t1'] });
  stream.put(record([line(1, 'old')]));
  stream.put(record([line(1, 'new')], { task: 't2', container: 't2' }));
  stream.put(record([line(2, 'last')]));
  await until(hub, 'last');
  t.strictSame(
    hub.query('hello', {}).map(({ process, message }) => `${process} ${message}`),
    ['web.1 old', 'web.1 new', 'web.1 last'],
  );
});

t.test('two containers of a task are counted apart', async (t) => {
  const { hub, stream } = await open(t);
  stream.put(record([line(1, 'a1'), line(2, 'a2')]));
  stream.put(record([line(1, 'b1')], { container: 'sidecar' }));
  t.strictSame(await until(hub, 'b1'), ['a1', 'a2', 'b1']);
});

t.test('reading goes on where it was left, without gap or repeat', async (t) => {
  const stream = new FakeStream();
  const path = await file(t);
  stream.put(record(upTo(5).map((each) => line(each))));
  const first = await open(t, stream, { path });
  await until(first.hub, 'line 5');
  await first.stop();
  stream.put(record([line(5), line(6)]));
  const second = await open(t, stream, { path });
  t.strictSame(await until(second.hub, 'line 6'), told(6));
});

t.test('an expired iterator, a throttled read and a record of no known form do not stop it', async (t) => {
  const { hub, stream } = await open(t);
  stream.failures.push(Object.assign(new Error('old'), { name: 'ExpiredIteratorException' }), new Error('slow down'));
  stream.put(record([line(1)]));
  stream.putBytes(Buffer.from('nonsense'));
  stream.put(record([line(2)]));
  t.strictSame(await until(hub, 'line 2'), told(2));
});

t.test('a shard that refuses is asked again from the same place, and that is no news unless it lasts', async (t) => {
  const said: string[] = [];
  const { hub, stream } = await open(t, undefined, { log: { ...quiet, error: (text) => void said.push(text) } });
  const busy = () => Object.assign(new Error('busy'), { name: 'ProvisionedThroughputExceededException' });
  stream.failures.push(busy(), busy());
  stream.put(record([line(1)]));
  t.strictSame(await until(hub, 'line 1'), told(1));
  t.strictSame(said, []);
  t.equal(stream.iterators, 1);
});

/** A log that keeps what went wrong. */
function complaints() {
  const said: string[] = [];
  return { said, log: { ...quiet, error: (text: string) => void said.push(text) } };
}

t.test('records of no known form are told once a burst, with their numbers', async (t) => {
  const { said, log } = complaints();
  const { hub, stream, stop } = await open(t, undefined, { log });
  for (let each = 0; each < 3; each++) stream.putBytes(Buffer.from('nonsense'));
  stream.put(record([line(1)]));
  await until(hub, 'line 1');
  t.strictSame(said, ['record 0 of s1 is of no known form and is passed over']);
  await stop();
  t.strictSame(said.slice(1), ['2 more records were of no known form and passed over, up to record 2 of s1']);
});

t.test('what the stream dropped while nobody read is told', async (t) => {
  const { said, log } = complaints();
  const stream = new FakeStream();
  const path = await file(t);
  let now = Date.parse('2026-11-22T12:00:00Z');
  const clock = () => now;
  const onceMore = async (sequence: number) => {
    stream.put(record([line(sequence)]));
    const { hub, stop } = await open(t, stream, { path, log, clock });
    await until(hub, `line ${sequence}`);
    await stop();
  };
  await onceMore(1);
  now += 25 * HOUR;
  await onceMore(2);
  t.strictSame(said, [], 'the record that was taken last is still there');
  for (const each of [3, 4]) stream.put(record([line(each)]));
  stream.dropped.set('s1', 3);
  now += 25 * HOUR;
  await onceMore(5);
  t.strictSame(said, [
    "shard s1 of the log stream has dropped record 1, where reading was left, at 2026-11-23T13:00:00.000Z: lines that came behind it may be missing from the apps' logs",
  ]);
  await onceMore(6);
  t.equal(said.length, 1, 'once');
});

t.test('a shard that is gone before its end was read is told, and those that came of it are read', async (t) => {
  const { said, log } = complaints();
  const stream = new FakeStream();
  const path = await file(t);
  stream.put(record([line(1)]));
  const first = await open(t, stream, { path, log });
  await until(first.hub, 'line 1');
  await first.stop();
  stream.parents.delete('s1');
  stream.parents.set('s2', ['s1']);
  stream.put(record([line(3)]), 's2');
  const second = await open(t, stream, { path, log });
  await until(second.hub, 'line 3');
  t.equal(said.length, 1);
  t.match(said[0], /^shard s1 is gone from the log stream before its end was read, at .*: lines may be missing/);
});

t.test('shards are split and merged at full speed', async (t) => {
  const { hub, stream } = await open(t);
  stream.most = 15;
  const tasks = ['t1', 't2'];
  const put = (shard: string, from: number) => {
    for (const each of upTo(20, from))
      for (const task of tasks) stream.put(record([line(each, `${task} ${each}`)], { task, container: task }), shard);
  };
  put('s1', 1);
  for (const child of ['s2', 's3']) stream.parents.set(child, ['s1']);
  for (const each of upTo(20, 21)) {
    stream.put(record([line(each, `t1 ${each}`)]), 's2');
    stream.put(record([line(each, `t2 ${each}`)], { task: 't2', container: 't2' }), 's3');
  }
  stream.parents.set('s4', ['s2', 's3']);
  put('s4', 41);
  for (const each of ['s1', 's2', 's3']) stream.closed.add(each);
  await until(hub, 't2 60');
  for (const task of tasks) {
    const ofTask = messages(hub.query('hello', { filter: task }));
    t.strictSame(
      ofTask,
      upTo(60).map((each) => `${task} ${each}`),
    );
  }
});

t.test('a shard that came from a split is read after the one that it came from', async (t) => {
  const { hub, stream } = await open(t);
  stream.put(record(upTo(3).map((each) => line(each))));
  stream.put(record([line(4)]), 's2');
  stream.parents.set('s2', ['s1']);
  await until(hub, 'line 3');
  stream.put(record([line(3), line(3.5, 'the last of the first shard')]));
  stream.closed.add('s1');
  t.strictSame(await until(hub, 'line 4'), [...told(3), 'the last of the first shard', 'line 4']);
});

t.test('a line is an app line of its copy, or a line of the rack about it', async (t) => {
  const { hub, stream } = await open(t);
  stream.put(record([line(1), stopped(1)]));
  await until(hub, 'exited with code 1');
  hub.write('hello', 'deploy', 'v1 is live');
  const lines = hub.query('hello', {});
  t.match(lines[0], { source: 'app', process: 'web.1', release: 'R1', time: '2026-11-22T21:31:00.123456Z' });
  t.match(lines[1], { source: 'rack', process: 'web.1' });
  t.match(lines[2], { source: 'rack', process: 'deploy', message: 'v1 is live', time: /\.\d{6}Z$/ });
});

t.test('follow gives what is kept and then what comes, each line once', async (t) => {
  const { hub, stream } = await open(t);
  stream.put(record(upTo(3000).map((each) => line(each))));
  await until(hub, 'line 3000');
  const enough = new AbortController();
  const seen: string[] = [];
  const feeding = (async () => {
    for (const each of upTo(20)) {
      stream.put(record(upTo(100, 3001 + (each - 1) * 100).map((number) => line(number))));
      await new Promise(setImmediate);
    }
  })();
  for await (const { message } of hub.follow('hello', { num: 2500 }, enough.signal)) {
    seen.push(message);
    if (message === 'line 5000') enough.abort();
  }
  await feeding;
  t.strictSame(seen, told(4500, 501));
});

t.test('follow hears only of its app and its process, and ends with its signal', async (t) => {
  const { hub } = await open(t);
  const enough = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const { message } of hub.follow('hello', { process: 'deploy', num: 0 }, enough.signal))
      seen.push(message);
  })();
  hub.write('other', 'deploy', 'not ours');
  hub.write('hello', 'router', 'not asked for');
  hub.write('hello', 'deploy', 'ours');
  await poll(async () => (seen.length > 0 ? true : undefined), WAIT);
  enough.abort();
  await following;
  t.strictSame(seen, ['ours']);
});

t.test('a follower that is slower than the history is long is told how much it missed', async (t) => {
  const { hub } = await open(t, new FakeStream(), { bounds: { bytes: 30_000, tails: 0 } });
  const enough = new AbortController();
  const follower = hub.follow('hello', {}, enough.signal)[Symbol.asyncIterator]();
  hub.write('hello', 'deploy', 'line 1');
  t.equal((await follower.next()).value.message, 'line 1');
  for (const each of upTo(300, 2)) hub.write('hello', 'deploy', `line ${each}`);
  const { message } = (await follower.next()).value;
  const count = Number(/^… (\d+) lines skipped$/.exec(message)?.[1]);
  t.ok(count >= 100, message);
  t.equal((await follower.next()).value.message, `line ${count + 2}`, 'and goes on behind that');
  enough.abort();
  t.ok((await follower.next()).done);
});

t.test('a copy has the lowest free number of its release, for its life', async (t) => {
  const path = await file(t);
  const { hub, stream, stop } = await open(t, new FakeStream(), { path });
  const number = (from: Hub, task: string, release = 'R1') => from.copyNumber('hello', 'web', release, task);
  t.strictSame([number(hub, 't1'), number(hub, 't2'), number(hub, 't1')], [1, 2, 1]);
  t.equal(number(hub, 't3', 'R2'), 1, 'a new release begins anew');
  stream.put(record([line(1), stopped(1)]));
  await until(hub, 'exited with code 1');
  t.equal(number(hub, 't4'), 1, 'its number is free');
  stream.put(record([line(2, 'late')]));
  await until(hub, 'late');
  t.equal(hub.query('hello', { filter: 'late' })[0]?.process, 'web.1', 'its late lines keep it');
  await stop();
  const { hub: next } = await open(t, stream, { path });
  t.strictSame([number(next, 't2'), number(next, 't4'), number(next, 't5')], [2, 1, 3]);
});

t.test('nothing is left of a forgotten app, nor does it come back', async (t) => {
  const { hub, stream } = await open(t);
  stream.put(record([line(1)]));
  await until(hub, 'line 1');
  hub.forget('hello');
  t.strictSame(hub.query('hello', {}), []);
  stream.put(record([line(2), stopped(2)]));
  stream.put(record([line(1, 'of a new app with that name')], { container: 'new', task: 'new' }));
  t.strictSame(await until(hub, 'of a new app with that name'), ['of a new app with that name']);
});

t.test('pages come at once, go on with what comes, and say how far they looked', async (t) => {
  const { hub } = await open(t);
  const enough = new AbortController();
  const pages = hub.pages('hello', { process: 'deploy' }, enough.signal)[Symbol.asyncIterator]();
  t.match((await pages.next()).value, { lines: [], cursor: 0 });
  hub.write('hello', 'router', 'not asked for');
  hub.write('hello', 'deploy', 'first');
  t.match((await pages.next()).value, { lines: [{ message: 'first', number: 2 }], cursor: 2 });
  enough.abort();
  t.ok((await pages.next()).done);

  const again = hub.pages('hello', { after: 1 }, new AbortController().signal)[Symbol.asyncIterator]();
  t.match((await again.next()).value, { lines: [{ message: 'first' }], cursor: 2 });
  await again.return?.();
});

t.test('what is kept comes a page at a time, and ends', async (t) => {
  const { hub, stream } = await open(t);
  for (const each of upTo(50)) stream.put(record(upTo(100, (each - 1) * 100 + 1).map((number) => line(number))));
  await until(hub, 'line 5000');
  const pages = [];
  for await (const page of hub.kept('hello', { num: 4500 }, new AbortController().signal)) pages.push(page);
  t.ok(pages.length > 1);
  t.strictSame(
    pages.flatMap(({ lines }) => messages([...lines])),
    told(4500, 501),
  );
});
