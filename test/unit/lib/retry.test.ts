import t from 'tap';
import { poll, retry, waits } from '../../../lib/retry.ts';

const QUICK = { first: 1, factor: 1, most: 1 };

t.test('waits grow to the most', (t) => {
  const pace = waits({ first: 50, factor: 2, most: 300 });
  t.same(
    Array.from({ length: 5 }, () => pace.next().value),
    [50, 100, 200, 300, 300],
  );
  t.end();
});

t.test('poll asks until there is an answer', async (t) => {
  const answers = [undefined, undefined, 'yes'];
  t.equal(await poll(async () => answers.shift(), { pace: QUICK }), 'yes');
  await t.rejects(
    poll(async () => undefined, { pace: QUICK, signal: AbortSignal.timeout(20) }),
    { name: /AbortError|TimeoutError/ },
  );
});

t.test('retry tries so often and throws the last error', async (t) => {
  let tries = 0;
  const failing = async () => {
    throw new Error(`try ${++tries}`);
  };
  await t.rejects(retry(failing, { times: 3, pace: QUICK }), { message: 'try 3' });
  await t.rejects(retry(failing, { times: 3, pace: QUICK, again: () => false }), { message: 'try 4' });
  t.equal(await retry(async () => ++tries, { times: 1 }), 5);
});
