import t from 'tap';
import type { Entry, Stream } from '../../../../agent/kinesis.ts';
import { Outbox } from '../../../../agent/ship/outbox.ts';
import { Shipper } from '../../../../agent/ship/shipper.ts';
import { parseLogRecord, type RecordLine } from '../../../../wire/log-record.ts';

const quiet = { info: () => {}, error: () => {} };
const origin = (task: string) => ({ app: 'hello', process: 'web', release: 'R', task, container: task });
const line = (sequence: number, message = `line ${sequence}`): RecordLine => ({
  time: '2026-11-22T21:31:00Z',
  sequence,
  stream: 'stdout',
  message,
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
): { shipper: Shipper; done: () => Promise<void> } {
  const shipper = new Shipper(stream, quiet);
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

t.test('a reader waits while an outbox is full', async (t) => {
  const outbox = new Outbox(origin('a'), () => {});
  const signal = new AbortController().signal;
  await outbox.room(signal);
  while (outbox.pack().count < 4) outbox.add(line(1, 'x'.repeat(200_000)));
  for (let at = 0; at < 8; at++) outbox.add(line(1, 'x'.repeat(200_000)));
  let hasRoom = false;
  const room = outbox.room(signal).then(() => {
    hasRoom = true;
  });
  await new Promise(setImmediate);
  t.notOk(hasRoom);
  outbox.acknowledge(outbox.pack().count);
  await room;
  t.ok(hasRoom);
});
