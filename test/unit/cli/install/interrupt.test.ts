import t from 'tap';
import { Interrupt } from '../../../../cli/install/interrupt.ts';

/** Ctrl-C, as far as this process's own listeners know; emitted only where one listens. */
function ctrlC(): void {
  if (process.listenerCount('SIGINT') === 0) throw new Error('it would end the process');
  process.emit('SIGINT');
}

t.test('Ctrl-C tells the sentence of the phase that it comes in', async (t) => {
  const interrupt = new Interrupt('Nothing was made.', 'Go on.');
  interrupt.phase('AWS goes on.');
  const work = () =>
    new Promise((_, reject) => interrupt.signal.addEventListener('abort', () => reject(new Error('x'))));
  const over = interrupt.over(work);
  const before = process.listenerCount('SIGINT');
  ctrlC();
  await t.rejects(over, { code: 'interrupted', message: 'AWS goes on.', hint: 'Go on.' });
  t.equal(process.listenerCount('SIGINT'), before - 1, 'the next one ends the process');
  t.throws(() => interrupt.phase('Later.'), { message: 'AWS goes on.' }, 'no further phase begins');
});

t.test('work that only looks is not awaited', async (t) => {
  const interrupt = new Interrupt('Nothing was made.', 'Go on.');
  t.equal(await interrupt.looking(Promise.resolve(1)), 1);
  const looking = interrupt.over(() => interrupt.looking(new Promise(() => {})));
  ctrlC();
  await t.rejects(looking, { message: 'Nothing was made.' });
});

t.test('without Ctrl-C errors are themselves, and nothing listens any more', async (t) => {
  const before = process.listenerCount('SIGINT');
  const interrupt = new Interrupt('Nothing was made.', 'Go on.');
  await t.rejects(
    interrupt.over(() => Promise.reject(new Error('itself'))),
    { message: 'itself' },
  );
  t.equal(process.listenerCount('SIGINT'), before);
});
