import t from 'tap';
import { KeyedQueue } from '../../../lib/queue.ts';

t.test('work under one key runs one at a time, in order', async (t) => {
  const queue = new KeyedQueue();
  const told: string[] = [];
  const first = gate();
  const places: number[] = [];
  const onWait = ({ ahead }: { ahead: number }) => places.push(ahead);
  const all = [
    queue.run('app', () => first.opened.then(() => told.push('first')), { onWait }),
    queue.run('app', async () => told.push('second'), { onWait }),
    queue.run('app', async () => told.push('third'), { onWait }),
  ];
  await queue.run('other', async () => told.push('other'));
  first.open();
  await Promise.all(all);
  t.same(told, ['other', 'first', 'second', 'third']);
  t.same(places, [1, 2, 1], 'told again when the place changes');
});

t.test('who fails does not hold up the next', async (t) => {
  const queue = new KeyedQueue();
  const failing = queue.run('app', () => Promise.reject(new Error('no')));
  const next = queue.run('app', async () => 'done');
  await t.rejects(failing, { message: 'no' });
  t.equal(await next, 'done');
});

t.test('a place is given up when its signal aborts, and the others keep their order', async (t) => {
  const queue = new KeyedQueue();
  const [first, leave] = [gate(), new AbortController()];
  const running: string[] = [];
  const one = queue.run('app', async () => {
    running.push('one');
    await first.opened;
    running.push('one ends');
  });
  const two = queue.run('app', async () => running.push('two'), { signal: leave.signal });
  const three = queue.run('app', async () => running.push('three'));
  leave.abort(new Error('gone'));
  await t.rejects(two, { message: 'gone' });
  first.open();
  await Promise.all([one, three]);
  t.same(running, ['one', 'one ends', 'three']);
});

function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
