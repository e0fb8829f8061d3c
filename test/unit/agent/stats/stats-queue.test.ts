import t from 'tap';
import type { Entry } from '../../../../agent/kinesis.ts';
import { StatsQueue } from '../../../../agent/stats/stats-queue.ts';

t.test('what the stream refuses is sent again, and what it takes is not', async (t) => {
  const answers = [['Throttled: slow down', undefined], [undefined]];
  const { queue, sent, stop } = queueWith(async () => answers.shift() ?? []);
  for (const text of ['one', 'two']) queue.add(Buffer.from(text));
  await sent(2);
  t.same(await stop(), [['one', 'two'], ['one']]);
});

t.test('when the stream is away for long the oldest are dropped, and it is told of once', async (t) => {
  let isAway = true;
  const { queue, sent, stop, said } = queueWith(async (entries) => {
    if (isAway) throw new Error('nobody is there');
    return entries.map(() => undefined);
  });
  for (let at = 0; at < 200; at++) queue.add(Buffer.from(`${at}`));
  await sent(2);
  t.equal(queue.dropped, 20);
  isAway = false;
  await sent(3);
  t.equal((await stop()).at(-1)?.[0], '20');
  t.same(said, ['the stream does not take samples, trying again: nobody is there']);
});

t.test('it ends when it is told to, though the stream does not answer', async (t) => {
  const { queue, sent, stop } = queueWith(() => new Promise(() => {}));
  queue.add(Buffer.from('one'));
  await sent(1);
  t.same(await stop(), [['one']]);
});

function queueWith(answer: (entries: Entry[]) => Promise<(string | undefined)[]>) {
  const calls: string[][] = [];
  const said: string[] = [];
  let onCall: () => void = () => {};
  const put = async (entries: Entry[]) => {
    t.ok(entries.every(({ partitionKey }) => partitionKey === 'i-1'));
    calls.push(entries.map(({ data }) => Buffer.from(data).toString()));
    onCall();
    return answer(entries);
  };
  const log = { info: () => {}, error: (message: string) => void said.push(message) };
  const queue = new StatsQueue({ stream: { put }, partitionKey: 'i-1', log });
  const stopping = new AbortController();
  const running = Promise.resolve().then(() => queue.run(stopping.signal));
  const sent = (count: number) =>
    new Promise<void>((resolve) => {
      onCall = () => calls.length >= count && resolve();
      onCall();
    });
  const stop = async () => {
    stopping.abort();
    await running;
    return calls;
  };
  return { queue, sent, stop, said };
}
