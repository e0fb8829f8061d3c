import t from 'tap';
import type { Entry, Stream } from '../../../../agent/kinesis.ts';
import { type Lines, Outbox } from '../../../../agent/ship/outbox.ts';
import { Shipper } from '../../../../agent/ship/shipper.ts';
import { newTally } from '../../../../agent/tally.ts';
import { parseLogRecord, writeEntry, writeEvent } from '../../../../wire/log-record.ts';

const quiet = { info: () => {}, error: () => {} };
const origin = (task: string) => ({ app: 'hello', process: 'web', release: 'R', task, container: task });
const line = (first: number, message = `line ${first}`): Lines => ({
  bytes: Buffer.from(writeEntry({ log: `${message}\n`, stream: 'stdout', time: '2026-11-22T21:31:00Z' })),
  count: 1,
  first,
});

/** Takes what `answer` does not refuse, call by call. */
class FakeStream implements Stream {
  readonly calls: Entry[][] = [];
  readonly taken = new Map<string, number[]>();
  private readonly answer: (call: number, entry: Entry) => string | undefined;

  constructor(answer: (call: number, entry: Entry) => string | undefined = () => undefined) {
    this.answer = answer;
  }

  async put(entries: Entry[]): Promise<(string | undefined)[]> {
    const call = this.calls.push(entries);
    return entries.map((entry) => {
      const refusal = this.answer(call, entry);
      if (!refusal) this.take(entry);
      return refusal;
    });
  }

  private take({ partitionKey, data }: Entry): void {
    const sequences = parseLogRecord(data)?.lines.map(({ sequence }) => sequence) ?? [];
    this.taken.set(partitionKey, [...(this.taken.get(partitionKey) ?? []), ...sequences]);
  }
}

function ship(
  t: typeof import('tap').default | import('tap').Test,
  stream: Stream,
  tally = newTally(),
): { shipper: Shipper; done: () => Promise<void> } {
  const shipper = new Shipper(stream, quiet, tally);
  const stop = new AbortController();
  const running = shipper.run(stop.signal);
  t.teardown(async () => {
    stop.abort();
    await running;
  });
  return { shipper, done: () => shipper.shipped(AbortSignal.timeout(5000)) };
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

t.test('many lines become few records, each small enough, in order', async (t) => {
  const stream = new FakeStream();
  const { shipper, done } = ship(t, stream);
  const outbox = shipper.open(origin('a'));
  for (const sequence of upTo(10_000)) outbox.add(line(sequence, 'x'.repeat(200)));
  await done();
  t.strictSame(stream.taken.get('a'), upTo(10_000));
  t.ok(stream.calls.length < 10, `${stream.calls.length} calls`);
  for (const [entry] of stream.calls) t.ok((entry?.data.length ?? 0) <= 900 * 1024);
});

t.test('a refused record is sent again before any later line of its container', async (t) => {
  const stream = new FakeStream((call, { partitionKey }) =>
    partitionKey === 'b' && call < 4 ? 'Throttled' : undefined,
  );
  const { shipper, done } = ship(t, stream);
  const shipped: string[] = [];
  for (const task of ['a', 'b']) {
    const outbox = shipper.open(origin(task));
    for (const sequence of upTo(3)) outbox.add(line(sequence), () => shipped.push(`${task}${sequence}`));
    setImmediate(() => outbox.add(line(4), () => shipped.push(`${task}4`)));
  }
  await new Promise(setImmediate);
  await done();
  t.strictSame(stream.taken.get('a'), [1, 2, 3, 4]);
  t.strictSame(stream.taken.get('b'), [1, 2, 3, 4]);
  t.strictSame(
    shipped.filter((each) => each.startsWith('b')),
    ['b1', 'b2', 'b3', 'b4'],
    'told in order, once',
  );
  for (const call of stream.calls)
    t.equal(
      new Set(call.map(({ partitionKey }) => partitionKey)).size,
      call.length,
      'one record of a container a call',
    );
});

t.test('a stream that is away is tried again until it is there', async (t) => {
  let away = 3;
  const stream = new FakeStream();
  const { shipper, done } = ship(t, {
    put: async (entries) => {
      if (away-- > 0) throw new Error('connection refused');
      return stream.put(entries);
    },
  });
  shipper.open(origin('a')).add(line(1));
  await done();
  t.strictSame(stream.taken.get('a'), [1]);
});

t.test('600 containers at once go out in calls of at most 500 records and 5 MiB', async (t) => {
  const stream = new FakeStream();
  const { shipper, done } = ship(t, stream);
  for (const at of upTo(600)) shipper.open(origin(`t${at}`)).add(line(1, 'x'.repeat(20_000)));
  await done();
  t.equal(stream.taken.size, 600);
  for (const call of stream.calls) {
    t.ok(call.length <= 500);
    t.ok(call.reduce((sum, { data }) => sum + data.length, 0) <= 5 * 1024 * 1024);
  }
});

t.test('a reader waits while an outbox is full, or all are together; one that is empty never', (t) => {
  const load = { bytes: 0 };
  const outboxes = Array.from({ length: 20 }, (_, at) => new Outbox(origin(`t${at}`), () => {}, load));
  const [full, ...others] = outboxes as [Outbox, ...Outbox[]];
  let lines = 0;
  while (full.hasRoom) full.add(line(++lines, 'x'.repeat(200_000)));
  t.equal(lines, 11, '2 MiB');
  for (const other of others) for (let at = 1; other.hasRoom; at++) other.add(line(at, 'x'.repeat(200_000)));
  t.ok(load.bytes < (16 + 20 * 0.2) * 1024 ** 2, `${load.bytes} bytes`);
  t.ok(others.every(({ isEmpty }) => !isEmpty));
  for (const other of others) while (!other.isEmpty) other.acknowledge(other.pack().parts);
  t.notOk(full.hasRoom);
  full.acknowledge(full.pack().parts);
  t.ok(full.hasRoom);
  t.end();
});

t.test('what a shard refuses is tried later each time, in smaller records', (t) => {
  const outbox = new Outbox(origin('a'), () => {});
  for (let at = 1; at <= 10; at++) outbox.add(line(at, 'x'.repeat(100_000)));
  t.equal(outbox.pack().lines, 9);
  const waits: number[] = [];
  for (let times = 0; times < 12; times++) {
    outbox.refused();
    waits.push(outbox.wait);
  }
  t.ok((waits[0] as number) <= 50);
  t.ok(waits.every((wait) => wait <= 10_000));
  t.ok((waits.at(-1) as number) > 4000);
  t.equal(outbox.pack().lines, 1);
  outbox.acknowledge(1);
  t.equal(outbox.pack().lines, 2, 'and in larger ones again');
  outbox.refused();
  t.ok(outbox.wait <= 50);
  t.end();
});

t.test('a record ends where numbers do not count up; a line of the agent in between does no harm', async (t) => {
  const stream = new FakeStream();
  const { shipper, done } = ship(t, stream);
  const outbox = shipper.open(origin('a'));
  outbox.add(line(1));
  const event = {
    time: '2026-11-22T21:31:00Z',
    sequence: 7,
    stream: 'agent',
    message: 'health',
    event: 'health',
  } as const;
  outbox.add({ bytes: Buffer.from(writeEvent(event)), count: 1 });
  outbox.add(line(2));
  outbox.add(line(100));
  await done();
  t.strictSame(stream.taken.get('a'), [1, 7, 2, 100]);
  t.equal(stream.calls.length, 2);
});

t.test('one shard that refuses holds up no other container, and what happens is counted', async (t) => {
  const tally = newTally();
  const stream = new FakeStream((call, { partitionKey }) =>
    partitionKey === 'hot' && call < 5 ? 'ProvisionedThroughputExceededException: Rate exceeded' : undefined,
  );
  const { shipper, done } = ship(t, stream, tally);
  shipper.open(origin('hot')).add(line(1));
  const calm = shipper.open(origin('calm'));
  for (const at of upTo(5)) {
    calm.add(line(at));
    await calm.shipped(AbortSignal.timeout(5000));
  }
  await done();
  t.strictSame(stream.taken.get('calm'), upTo(5));
  t.strictSame(stream.taken.get('hot'), [1]);
  const { linesShipped, recordsShipped, recordsRefused, recordsThrottled, calls } = tally;
  t.strictSame(
    { linesShipped, recordsShipped, calls },
    { linesShipped: 6, recordsShipped: 6, calls: stream.calls.length },
  );
  t.ok(recordsRefused > 0);
  t.equal(recordsThrottled, recordsRefused);
});
