/** A server that is killed while it takes lines in neither loses nor repeats one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { lines } from '../../../../lib/lines.ts';
import { openLogs } from '../../../../server/logs/hub.ts';
import { FakeStream, quiet } from './stream.ts';

const COUNT = 1500;
const PROGRAM = fileURLToPath(new URL(`taking-in${extname(import.meta.url)}`, import.meta.url));

t.test('killed again and again, the history has every line once', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rack-crash-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'logs.db');
  for (const killedAt of [1, 500, 1000]) t.ok((await takeIn(path, killedAt)) < COUNT, `killed behind ${killedAt}`);
  t.equal(await takeIn(path, Number.POSITIVE_INFINITY), COUNT);

  const hub = openLogs({ path, reader: new FakeStream(), endedTasks: async () => [], log: quiet });
  t.teardown(() => hub.stop());
  const kept = hub.query('hello', {});
  const expected = Array.from({ length: COUNT }, (_, at) => `${at + 1} line ${at + 1}`);
  t.strictSame(
    kept.map(({ number, message }) => `${number} ${message}`),
    expected,
  );
});

/** Kills the program as soon as it has taken in more than so many lines; the answer is how many it told of. */
async function takeIn(path: string, killedAt: number): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, PROGRAM, path, `${COUNT}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let taken = 0;
  for await (const line of lines(child.stdout)) {
    taken = Number(line);
    if (taken > killedAt) child.kill('SIGKILL');
  }
  await ended;
  return taken;
}
