import t from 'tap';
import { run } from '../../../lib/run.ts';

t.test('a program gets its arguments as they are, and its input', async (t) => {
  t.equal((await run(['printf', '%s|', 'a b', '$HOME', '; ls'])).stdout, 'a b|$HOME|; ls|');
  t.equal((await run(['cat'], { input: 'text' })).stdout, 'text');
  t.equal((await run(['sh', '-c', 'echo "$WORD-$HOME"'], { env: { WORD: 'x', HOME: undefined } })).stdout, 'x-\n');
});

t.test('a failure tells the code and the last line', async (t) => {
  await t.rejects(run(['sh', '-c', 'echo one >&2; echo two >&2; exit 3']), {
    code: 'command_failed',
    message: 'sh -c failed with exit code 3: two',
  });
  t.equal((await run(['sh', '-c', 'exit 3'], { ok: [0, 3] })).code, 3);
  await t.rejects(run(['/no/such/program']), { code: 'command_not_started' });
});

t.test('a program that prints too much is ended', async (t) => {
  await t.rejects(run(['yes'], { most: 1000 }), {
    code: 'output_too_large',
    message: 'yes printed more than 1000 bytes.',
  });
  t.equal((await run(['printf', 'abc'], { most: 3 })).stdout, 'abc');
});

t.test('time and signals end it', async (t) => {
  await t.rejects(run(['sleep', '60'], { timeout: 20 }), { name: 'TimeoutError' });
  const stop = new AbortController();
  const running = run(['sleep', '60'], { signal: stop.signal });
  stop.abort(new Error('enough'));
  await t.rejects(running, { message: 'enough' });
});
