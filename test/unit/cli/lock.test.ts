import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';
import { locked } from '../../../cli/lock.ts';
import { projectRoot } from '../../../lib/root.ts';

t.test('one at a time; who waits is told', async (t) => {
  const name = `test-${process.pid}`;
  const told: string[] = [];
  const first = locked(
    name,
    () => told.push('first waits'),
    async () => {
      await new Promise((done) => setTimeout(done, 30));
      told.push('first');
    },
  );
  await Promise.resolve();
  await Promise.all([
    first,
    locked(
      name,
      () => told.push('second waits'),
      async () => told.push('second'),
    ),
  ]);
  t.same(told, ['second waits', 'first', 'second']);
});

t.test('the lock of a holder that was killed is free', async (t) => {
  const name = `test-killed-${process.pid}`;
  const lock = join(projectRoot, 'dist/cli/lock.js');
  const code = `import(${JSON.stringify(lock)}).then(({ locked }) => locked(${JSON.stringify(name)}, () => {}, async () => {
    console.log('held'); setInterval(() => {}, 1000); await new Promise(() => {}) }))`;
  const holder = spawn(process.execPath, ['-e', code]);
  await once(holder.stdout, 'data');
  holder.kill('SIGKILL');
  t.equal(
    await locked(
      name,
      () => {},
      async () => 'mine',
    ),
    'mine',
  );
});
