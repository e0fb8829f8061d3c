import t from 'tap';
import { FairQueue } from '../../../lib/fair-queue.ts';

/** A queue whose work ends when the test says so, and the order in which it began. */
function setUp(places: number) {
  const queue = new FairQueue(places);
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const ahead: Record<string, number[]> = {};
  const ask = (name: string, signal?: AbortSignal) => {
    ahead[name] = [];
    const work = () =>
      new Promise<void>((end) => {
        began.push(name);
        ends.set(name, end);
      });
    const onWait = (count: number) => void ahead[name]!.push(count);
    return queue.run(name[0]!, work, { onWait, ...(signal && { signal }) });
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { ask, end, began, ahead };
}

t.test('who asks for much does not keep others from their first turn', async (t) => {
  const { ask, end, began } = setUp(1);
  const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'].map((name) => ask(name));
  for (let at = 0; at < all.length; at++) await end(began[at]!);
  await Promise.all(all);
  t.same(began, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
});

t.test('who comes late has its turn in the round that goes on', async (t) => {
  const { ask, end, began } = setUp(1);
  const all = ['a1', 'a2', 'a3'].map((name) => ask(name));
  await end('a1');
  all.push(ask('b1'), ask('a4'));
  await end('a2');
  all.push(ask('c1'));
  for (const name of ['b1', 'c1', 'a3', 'a4']) await end(name);
  await Promise.all(all);
  t.same(began, ['a1', 'a2', 'b1', 'c1', 'a3', 'a4']);
});

t.test('as many run at once as there are places', async (t) => {
  const { ask, end, began } = setUp(2);
  const all = ['a1', 'a2', 'a3'].map((name) => ask(name));
  await new Promise(setImmediate);
  t.same(began, ['a1', 'a2']);
  await end('a2');
  t.same(began, ['a1', 'a2', 'a3']);
  await end('a1');
  await end('a3');
  await Promise.all(all);
});

t.test('each is told its place, and again when it changes', async (t) => {
  const { ask, end, began, ahead } = setUp(1);
  const all = ['a1', 'a2', 'a3', 'b1'].map((name) => ask(name));
  t.same(ahead, { a1: [], a2: [1, 2], a3: [2, 3], b1: [1] });
  await end('a1');
  t.same(ahead, { a1: [], a2: [1, 2, 1], a3: [2, 3, 2], b1: [1] });
  for (const name of ['b1', 'a2', 'a3']) await end(name);
  await Promise.all(all);
  t.same(began, ['a1', 'b1', 'a2', 'a3']);
});

t.test('a place is given up when its signal aborts; what fails gives its place back', async (t) => {
  const { ask, end, began, ahead } = setUp(1);
  const gone = new AbortController();
  const first = ask('a1');
  const second = ask('b1', gone.signal);
  const third = ask('c1');
  gone.abort(new Error('gone'));
  await t.rejects(second, { message: 'gone' });
  t.same(ahead.c1, [2, 1]);
  await end('a1');
  await end('c1');
  await Promise.all([first, third]);
  t.same(began, ['a1', 'c1']);
  const queue = new FairQueue(1);
  await t.rejects(
    queue.run('a', async () => {
      throw new Error('broken');
    }),
  );
  t.equal(await queue.run('a', async () => 'next'), 'next');
});
