import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Container } from '../../../agent/docker/container.ts';
import { HeldFiles } from '../../../agent/files/held.ts';
import { Followed } from '../../../agent/followed.ts';
import { Positions } from '../../../agent/positions.ts';
import { Shipper } from '../../../agent/ship/shipper.ts';
import { newTally } from '../../../agent/tally.ts';
import { parseLogRecord } from '../../../wire/log-record.ts';
import { json } from './files/json-file.ts';

const AT = Date.parse('2026-11-22T21:31:00Z') * 1000;
const origin = { app: 'hello', process: 'web', release: 'R1', task: 't1', container: 'c1' };
const ENDED: Container = {
  ...{ origin, logDriver: 'json-file', logPath: undefined, mostFiles: 5, isRunning: false, exitCode: 3 },
  ...{
    startedAt: '2026-11-22T21:31:00Z',
    finishedAt: '2026-11-22T21:31:01Z',
    wasOutOfMemory: false,
    memoryLimit: undefined,
  },
};

t.test('a container that was removed before anybody looked is told, with what may be missing', async (t) => {
  const { followed, shipped, tally } = await follow(t, undefined);
  followed.end({ exitCode: 3, at: AT, origin });
  followed.remove();
  t.same(await shipped(), [
    'lines are missing here, if it printed any: it was removed before it was read',
    'exited with code 3',
  ]);
  t.equal(tally.losses, 1);
});

t.test("of a container that is no app's nothing is told", async (t) => {
  const { followed, shipped } = await follow(t, undefined);
  followed.end({ exitCode: 3, at: AT, origin: undefined });
  followed.remove();
  t.same(await shipped(), []);
});

t.test('a container whose file was removed before it was opened is told', async (t) => {
  const { followed, shipped } = await follow(t, { ...ENDED, logPath: join(t.testdir(), 'none-json.log') });
  followed.end({ exitCode: 3, at: AT, origin });
  t.same(await shipped(), [
    'started (R1)',
    'lines are missing here, if it printed any: it was removed before it was read',
    'exited with code 3',
  ]);
});

t.test('of a container that printed nothing nothing is missing', async (t) => {
  const path = join(t.testdir(), 'x-json.log');
  await writeFile(path, '');
  const { followed, shipped } = await follow(t, { ...ENDED, logPath: path });
  followed.end({ exitCode: 3, at: AT, origin });
  t.same(await shipped(), ['started (R1)', 'exited with code 3']);
});

t.test('a container whose lines go elsewhere says so once', async (t) => {
  for (const [logDriver, words] of [
    ['awslogs', 'Docker gives them to awslogs'],
    ['none', 'Docker keeps none of this container'],
  ] as const) {
    const { followed, shipped } = await follow(t, { ...ENDED, logDriver });
    followed.begin();
    followed.end({ exitCode: 3, at: AT, origin });
    t.same(await shipped(), ['started (R1)', `its lines are not here: ${words}`, 'exited with code 3']);
  }
});

t.test('a container of the usual driver is read', async (t) => {
  const path = join(t.testdir(), 'x-json.log');
  await writeFile(path, json('hello\n', 'stdout', 1));
  const { followed, shipped } = await follow(t, { ...ENDED, logPath: path });
  followed.end({ exitCode: 3, at: AT, origin });
  t.same(await shipped(), ['started (R1)', 'hello', 'exited with code 3']);
});

/** A container as the engine knows it, or one that is gone, and what is shipped of it once all that befell it was taken in. */
async function follow(t: Test, container: Container | undefined) {
  const log = { info: () => {}, error: (message: string, cause?: unknown) => t.fail(`${message}: ${cause}`) };
  const messages: string[] = [];
  const put = async (entries: { data: Uint8Array }[]) => {
    for (const { data } of entries) messages.push(...parseLogRecord(data)!.lines.map(({ message }) => message));
    return entries.map(() => undefined);
  };
  const ending = new AbortController();
  const shipper = new Shipper({ put }, log);
  const positions = await Positions.open(join(t.testdirName, `positions-${container?.logDriver}`), log);
  const tally = newTally();
  const engine = { inspect: async () => container };
  const followed = new Followed('c1', {
    ...{ engine, positions, shipper, tally, held: new HeldFiles(), log },
    signal: ending.signal,
  });
  const shipping = shipper.run(ending.signal);
  const shipped = async () => {
    await followed.settled();
    await shipper.shipped(AbortSignal.timeout(10_000));
    ending.abort();
    await shipping;
    await positions.flush();
    return messages;
  };
  return { followed, shipped, tally };
}
