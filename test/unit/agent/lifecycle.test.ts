import t from 'tap';
import type { Container } from '../../../agent/docker/container.ts';
import { health, microsecondOf, outOfMemory, started, stopped, stoppedAt } from '../../../agent/lifecycle.ts';

const container: Container = {
  origin: { app: 'hello', process: 'web', release: 'RABCDEFGHI', task: 't', container: 'c' },
  logDriver: 'json-file',
  logPath: '/x',
  mostFiles: 5,
  isRunning: false,
  startedAt: '2026-11-22T21:31:00.123456789Z',
  finishedAt: '2026-11-22T21:31:09Z',
  exitCode: 1,
  wasOutOfMemory: false,
  memoryLimit: 512 * 1024 ** 2,
};

t.test('what befell a container is told in a few words', (t) => {
  t.equal(started(container).message, 'started (RABCDEFGHI)');
  t.equal(stopped(container).message, 'exited with code 1');
  t.equal(stopped({ ...container, exitCode: 143 }).message, 'exited with code 143 (SIGTERM)');
  t.equal(
    stopped({ ...container, exitCode: 137, wasOutOfMemory: true }).message,
    'exited with code 137: out of memory (limit 512 MiB)',
  );
  t.equal(outOfMemory(1, undefined).message, 'a process was killed: out of memory');
  t.equal(health(1, 'unhealthy').message, 'health check: unhealthy');
  t.end();
});

t.test('its number is the microsecond at which it was, so that telling it again gives the same', (t) => {
  const at = microsecondOf('2026-11-22T21:31:00.123456Z');
  t.equal(started(container).sequence, at);
  t.match(stoppedAt(at, 0), { sequence: at, time: '2026-11-22T21:31:00.123456Z' });
  t.equal(microsecondOf('2026-11-22T21:31:00Z') % 1e6, 0);
  t.end();
});
