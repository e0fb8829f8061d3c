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

t.test('the place is told again when it changes, with what runs', async (t) => {
  const queue = new KeyedQueue();
  const [first, second, leave] = [gate(), gate(), new AbortController()];
  const told: string[] = [];
  const onWait = ({ ahead, holder }: { ahead: number; holder: string | undefined }) => told.push(`${ahead} ${holder}`);
  const one = queue.run('app', () => first.opened, { holder: 'one' });
  const two = queue.run('app', () => second.opened, { holder: 'two' });
  const three = queue.run('app', async () => {}, { signal: leave.signal });
  const four = queue.run('app', async () => {}, { onWait });
  leave.abort(new Error('gone'));
  await t.rejects(three);
  first.open();
  await one;
  second.open();
  await Promise.all([two, four]);
  t.same(told, ['3 one', '2 one', '1 two']);
});

t.test('who replaces takes the first place of those who may be replaced, and of nobody else', async (t) => {
  const queue = new KeyedQueue();
  const first = gate();
  const order: string[] = [];
  const push = (name: string, more = {}) => queue.run('app', async () => order.push(name), more);
  const running = queue.run('app', () => first.opened, { replaceable: true });
  const [a, env, b] = [push('a', { replaceable: true }), push('env'), push('b', { replaceable: true })];
  const c = push('c', { replaceable: true, replaces: new Error('superseded by c') });
  await t.rejects(a, { message: 'superseded by c' });
  await t.rejects(b, { message: 'superseded by c' });
  const other = queue.run('other', async () => order.push('other'), { replaces: new Error('no') });
  first.open();
  await Promise.all([running, env, c, other]);
  t.same(order, ['other', 'c', 'env'], 'what runs is not replaced, and other keys are not concerned');
});

t.test('a replaced place that is also given up rejects once, and leaves the line whole', async (t) => {
  const queue = new KeyedQueue();
  const [first, leave] = [gate(), new AbortController()];
  const running = queue.run('app', () => first.opened);
  const one = queue.run('app', async () => {}, { replaceable: true, signal: leave.signal });
  const two = queue.run('app', async () => 'two', { replaces: new Error('replaced') });
  leave.abort(new Error('gone'));
  await t.rejects(one, { message: 'replaced' });
  first.open();
  t.same(await Promise.all([running, two]), [undefined, 'two']);
  t.equal(await queue.run('app', async () => 'free'), 'free');
});

function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
