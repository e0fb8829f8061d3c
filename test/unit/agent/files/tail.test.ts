import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { LogFiles, type Place } from '../../../../agent/files/log-files.ts';
import { Tail, type TailedLine } from '../../../../agent/files/tail.ts';
import { json } from './json-file.ts';

const MOST_FILES = 3;

/** A container's log as Docker keeps it. */
async function docker(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), 'rack-tail-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'x-json.log');
  let nanosecond = 0;
  return {
    path,
    write: (text: string, stream?: 'stdout' | 'stderr') => appendFile(path, json(text, stream, nanosecond++)),
    rotate: async () => {
      for (let number = MOST_FILES - 2; number >= 0; number--)
        await rename(number === 0 ? path : `${path}.${number}`, `${path}.${number + 1}`).catch(() => {});
      await writeFile(path, '');
    },
  };
}

async function tailFrom(t: Test, path: string, place?: Place, sequence = 0) {
  const files = await LogFiles.open(path, place, MOST_FILES);
  t.teardown(() => files.close());
  return { files, tail: new Tail(files, sequence) };
}

async function all(tail: Tail): Promise<TailedLine[]> {
  const lines: TailedLine[] = [];
  for (let next = await tail.next(); next.length > 0; next = await tail.next()) lines.push(...next);
  return lines;
}

const told = (lines: TailedLine[]) => lines.map(({ line }) => `${line.sequence} ${line.message}`);

t.test('lines are followed through rotations', async (t) => {
  const log = await docker(t);
  await log.write('one\n');
  const { tail, files } = await tailFrom(t, log.path);
  t.strictSame(told(await all(tail)), ['1 one']);
  await log.write('two\n');
  await log.rotate();
  await log.write('three\n');
  await log.rotate();
  await log.write('four\n');
  t.strictSame(told(await all(tail)), ['2 two', '3 three', '4 four']);
  t.notOk(files.hasLost);
});

t.test('reading again from any mark gives the same lines with the same numbers', async (t) => {
  const log = await docker(t);
  const piece = 'x'.repeat(16 * 1024);
  await log.write('one\n');
  await log.write(piece);
  await log.write('error\n', 'stderr');
  await log.rotate();
  await log.write('end\n');
  await log.write(piece, 'stderr');
  await log.write('three\n');
  await log.write('end\n', 'stderr');
  await log.write('five\n');
  const whole = await all((await tailFrom(t, log.path)).tail);
  t.equal(whole.length, 6);
  const marks = whole.flatMap(({ mark }) => mark ?? []);
  t.strictSame(
    marks.map(({ sequence }) => sequence),
    [1, 3, 5, 6],
    'no mark while a line is open',
  );
  for (const { place, sequence } of marks) {
    const again = await all((await tailFrom(t, log.path, place, sequence)).tail);
    t.strictSame(
      again.map(({ line }) => line),
      whole.slice(sequence).map(({ line }) => line),
    );
  }
});

t.test('a place is found again after a rotation', async (t) => {
  const log = await docker(t);
  await log.write('one\n');
  await log.write('two\n');
  const [first] = await all((await tailFrom(t, log.path)).tail);
  await log.rotate();
  await log.write('three\n');
  const { tail, files } = await tailFrom(t, log.path, first?.mark?.place, 1);
  t.strictSame(told(await all(tail)), ['2 two', '3 three']);
  t.notOk(files.hasLost);
});

t.test('a rotation that is under way hides no older file', async (t) => {
  const { path, write, rotate } = await docker(t);
  await write('one\n');
  const { tail } = await tailFrom(t, path);
  const place = (await all(tail))[0]?.mark?.place;
  await write('two\n');
  await rotate();
  await write('three\n');
  await rename(`${path}.1`, `${path}.2`);
  const again = await tailFrom(t, path, place, 1);
  t.equal(again.files.hasLost, false);
  t.strictSame(told(await all(again.tail)), ['2 two', '3 three']);
});

t.test('what was rotated away is known to be lost', async (t) => {
  const log = await docker(t);
  await log.write('one\n');
  const [first] = await all((await tailFrom(t, log.path)).tail);
  for (const text of ['two\n', 'three\n', 'four\n']) {
    await log.rotate();
    await log.write(text);
  }
  const { tail, files } = await tailFrom(t, log.path, first?.mark?.place, 1);
  t.ok(files.hasLost);
  t.strictSame(told(await all(tail)), ['2 two', '3 three', '4 four']);
});

t.test('a first look at as many files as Docker keeps may have missed some', async (t) => {
  const log = await docker(t);
  for (const text of ['one\n', 'two\n', 'three\n']) {
    await log.write(text);
    await log.rotate();
  }
  t.ok((await tailFrom(t, log.path)).files.hasLost);
});

t.test('a file is read to its end after it was removed', async (t) => {
  const log = await docker(t);
  await log.write('one\n');
  const { tail, files } = await tailFrom(t, log.path);
  t.strictSame(told(await all(tail)), ['1 one']);
  await log.write('two\n');
  await log.rotate();
  await log.write('three\n');
  await files.holdAll();
  await rm(log.path);
  await rm(`${log.path}.1`);
  t.strictSame(told(await all(tail)), ['2 two', '3 three']);
});

t.test('a file that Docker empties (max-file=1) is read from its start', async (t) => {
  const log = await docker(t);
  await log.write('one\n');
  const { tail } = await tailFrom(t, log.path);
  await all(tail);
  await truncate(log.path, 0);
  await log.write('2\n');
  t.strictSame(told(await all(tail)), ['2 2']);
});

t.test('a half-written entry is left until it is whole', async (t) => {
  const log = await docker(t);
  const entry = json('one\n');
  const { tail } = await tailFrom(t, log.path);
  t.strictSame(await all(tail), [], 'not even a file');
  await appendFile(log.path, entry.slice(0, 20));
  t.strictSame(await all(tail), []);
  await appendFile(log.path, entry.slice(20));
  t.strictSame(told(await all(tail)), ['1 one']);
});
