import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { ContainerLog } from '../../../agent/container-log.ts';
import { Positions } from '../../../agent/positions.ts';
import { Outbox } from '../../../agent/ship/outbox.ts';
import { json } from './files/json-file.ts';

const origin = { app: 'hello', process: 'web', release: 'R', task: 't', container: 'c1' };
const quiet = { info: () => {}, error: (message: string) => t.fail(message) };

/** The numbers of the lines that wait to be shipped. */
const numbers = (outbox: Outbox) => {
  const { first = 0, lines } = outbox.pack();
  return Array.from({ length: lines }, (_, at) => first + at);
};

t.test('what is read again while the first reading is acknowledged keeps its numbers', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rack-container-log-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'x-json.log');
  await writeFile(path, ['one\n', 'two\n', 'three\n'].map((text, at) => json(text, 'stdout', at)).join(''));
  const outbox = new Outbox(origin, () => {});
  const positions = await Positions.open(folder, quiet);
  const log = new ContainerLog(positions, outbox);
  const { signal } = new AbortController();

  const first = log.read(path, 2, signal);
  log.end();
  await first;
  t.strictSame(numbers(outbox), [1, 2, 3]);

  const again = log.read(path, 2, signal);
  outbox.acknowledge(1);
  log.end();
  await again;
  t.strictSame(numbers(outbox), [1, 2, 3], 'so that who has them drops them');
  await positions.flush();
});
