import { spawnSync } from 'node:child_process';
import t from 'tap';
import { timeLimited } from '../../../lib/time-limit.ts';

const HERE = new URL('../../../lib/time-limit', import.meta.url).href;

t.test('a signal ends with the one that it came from, and with its reason', (t) => {
  const given = new AbortController();
  const limited = timeLimited(given.signal, 60_000);
  given.abort(new Error('enough'));
  t.match(limited.reason, { message: 'enough' });
  t.end();
});

t.test('a limit is kept though nobody else holds it, whenever memory is cleared up', (t) => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { timeLimited } from '${HERE}.${extension}';
    const waiting = sleep(20_000, undefined, { signal: timeLimited(new AbortController().signal, 100) });
    gc();
    await waiting.catch((error) => console.log(error.cause.name));`;
  const child = spawnSync(process.execPath, [...process.execArgv, '--expose-gc', '--input-type=module', '-e', script]);
  t.equal(child.stdout.toString(), 'TimeoutError\n', child.stderr.toString());
  t.end();
});
