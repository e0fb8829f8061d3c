import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openHome } from '../../../cli/home.ts';
import { lastLines } from '../../../cli/log-file.ts';
import { identify, isAlive } from '../../../cli/process-identity.ts';
import { Processes } from '../../../cli/processes.ts';
import { poll } from '../../../lib/retry.ts';

t.test('a started process runs, logs and stops', async (t) => {
  const { processes, start } = setUp(t, 'console.log("here"); setInterval(() => {}, 1000)');
  t.same(processes.status('it'), { name: 'it', pid: null, state: 'stopped' });
  start();
  t.match(processes.status('it'), { pid: Number, state: 'running' });
  t.equal(processes.running('it')?.fingerprint, 'f');
  await poll(async () => lastLines(processes.logPath('it'), 1)[0]);
  t.same(lastLines(processes.logPath('it'), 5), ['here']);
  t.equal(await processes.stop('it'), true);
  t.same(processes.status('it'), { name: 'it', pid: null, state: 'stopped' });
  t.equal(await processes.stop('it'), false);
});

t.test('one that was killed is dead, and can be started again', async (t) => {
  const { processes, start } = setUp(t, 'setInterval(() => {}, 1000)');
  start();
  process.kill(processes.running('it')?.pid as number, 'SIGKILL');
  await poll(async () => (processes.running('it') ? undefined : true));
  t.same(processes.status('it'), { name: 'it', pid: null, state: 'dead' });
  start();
  t.equal(processes.status('it').state, 'running');
  await processes.stop('it');
});

t.test('a number that belongs to another process now is neither running nor killed', async (t) => {
  const { processes, path } = setUp(t, '');
  const me = identify(process.pid);
  mkdirSync(join(path, 'run'), { recursive: true });
  for (const recycled of [{ startTime: '1' }, { boot: 'an earlier one' }]) {
    writeFileSync(join(path, 'run/it.pid'), JSON.stringify({ ...me, ...recycled, fingerprint: 'f' }));
    t.equal(processes.status('it').state, 'dead');
    t.equal(await processes.stop('it'), false, 'or this test would have ended here');
  }
});

t.test('an identity is of one process', (t) => {
  const me = identify(process.pid);
  t.ok(me && isAlive(me));
  t.equal(identify(2 ** 30), undefined);
  t.end();
});

function setUp(t: Test, code: string) {
  const path = t.testdir({ 'it.cjs': code });
  const processes = new Processes(openHome({ RACK_HOME: path }));
  t.teardown(() => processes.stop('it'));
  const start = () => processes.start('it', join(path, 'it.cjs'), { ...process.env }, { fingerprint: 'f' });
  return { path, processes, start };
}
