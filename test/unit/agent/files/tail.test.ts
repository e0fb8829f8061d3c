import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { HeldFiles } from '../../../../agent/files/held.ts';
import { LogFiles, type Place } from '../../../../agent/files/log-files.ts';
import { type Mark, Tail, type TailedLines } from '../../../../agent/files/tail.ts';
import { packLogRecord, parseLogRecord, type RecordLine } from '../../../../wire/log-record.ts';
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

const origin = { app: 'hello', process: 'web', release: 'R', task: 't', container: 'c' };

/** Lines as a reader of the stream gets them. */
async function read(lines: TailedLines | undefined): Promise<RecordLine[]> {
  return lines ? (parseLogRecord(await packLogRecord(origin, lines.first, lines.bytes))?.lines ?? []) : [];
}

/** All that there is now, and the mark after it. */
async function all(tail: Tail): Promise<{ lines: RecordLine[]; mark: Mark | undefined }> {
  const lines: RecordLine[] = [];
  let mark: Mark | undefined;
  for (let next = await tail.next(); next; next = await tail.next()) {
    lines.push(...(await read(next)));
    mark = next.mark ?? mark;
  }
  return { lines, mark };
}

const told = ({ lines }: { lines: RecordLine[] }) => lines.map(({ sequence, message }) => `${sequence} ${message}`);

t.test('a line that waits keeps no more of memory than it has', async (t) => {
  const log = await docker(t);
  const { tail } = await tailFrom(t, log.path);
  const waiting: TailedLines[] = [];
  for (let count = 0; count < 20; count++) {
    await log.write('one\n');
    waiting.push((await tail.next())!);
  }
  const kept = new Set(waiting.map(({ bytes }) => bytes.buffer));
  const bytes = [...kept].reduce((sum, { byteLength }) => sum + byteLength, 0);
  t.ok(bytes < 20 * 1024, `${bytes} bytes for 20 lines`);
});

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
  const { tail } = await tailFrom(t, log.path);
  const whole: RecordLine[] = [];
  const marks: Mark[] = [];
  const look = async () => {
    const { lines, mark } = await all(tail);
    whole.push(...lines);
    if (mark) marks.push(mark);
  };
  const written: [text: string, stream?: 'stderr'][] = [
    ['one\n'],
    [piece],
    ['error\n', 'stderr'],
    ['end\n'],
    [piece, 'stderr'],
    ['three\n'],
    ['end\n', 'stderr'],
    ['five\n'],
  ];
  for (const [at, each] of written.entries()) {
    if (at === 3) await log.rotate();
    await log.write(...each);
    await look();
  }
  t.strictSame(
    marks.map(({ sequence }) => sequence),
    [1, 3, 5, 6],
    'no mark while a line is open',
  );
  t.strictSame(
    whole.map(({ sequence }) => sequence),
    [1, 2, 3, 4, 5, 6],
  );
  for (const { place, sequence } of marks) {
    const again = await all((await tailFrom(t, log.path, place, sequence)).tail);
    t.strictSame(again.lines, whole.slice(sequence));
  }
});

t.test('lines, pieces and what is no entry in one reading', async (t) => {
  const log = await docker(t);
  await log.write('日本語 "quoted" <b>\r\n');
  await log.write('x'.repeat(16 * 1024));
  await log.write('error\n', 'stderr');
  await appendFile(log.path, 'nonsense\n');
  await log.write('end\n');
  await log.write('two\n');
  await log.write('no end');
  const { tail } = await tailFrom(t, log.path);
  const lines = await tail.next();
  t.strictSame(
    (await read(lines)).map(({ stream, message }) => `${stream} ${message}`),
    ['stdout 日本語 "quoted" <b>', 'stderr error', `stdout ${'x'.repeat(16 * 1024)}end`, 'stdout two'],
  );
  t.equal(lines?.mark?.sequence, 4, 'the last place where no line was open');
  t.equal(await tail.next(), undefined);
  t.strictSame(
    (await read(tail.rest())).map(({ sequence, message }) => `${sequence} ${message}`),
    ['5 no end'],
  );
});

t.test('a place is found again after a rotation', async (t) => {
  const log = await docker(t);
  await log.write('one\n');
  const { mark } = await all((await tailFrom(t, log.path)).tail);
  await log.write('two\n');
  await log.rotate();
  await log.write('three\n');
  const { tail, files } = await tailFrom(t, log.path, mark?.place, 1);
  t.strictSame(told(await all(tail)), ['2 two', '3 three']);
  t.notOk(files.hasLost);
});

t.test('a rotation that is under way hides no older file', async (t) => {
  const { path, write, rotate } = await docker(t);
  await write('one\n');
  const { tail } = await tailFrom(t, path);
  const place = (await all(tail)).mark?.place;
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
  const { mark } = await all((await tailFrom(t, log.path)).tail);
  for (const text of ['two\n', 'three\n', 'four\n']) {
    await log.rotate();
    await log.write(text);
  }
  const { tail, files } = await tailFrom(t, log.path, mark?.place, 1);
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
  t.strictSame(told(await all(tail)), [], 'not even a file');
  await appendFile(log.path, entry.slice(0, 20));
  t.strictSame(told(await all(tail)), []);
  await appendFile(log.path, entry.slice(20));
  t.strictSame(told(await all(tail)), ['1 one']);
});

t.test(
  'files are held while nobody reads, up to a bound in sum: then the oldest of who holds most are given up',
  async (t) => {
    const held = new HeldFiles(4000);
    const opened = async () => {
      const log = await docker(t);
      const files = await LogFiles.open(log.path, undefined, MOST_FILES, held);
      t.teardown(() => files.close());
      const fill = async (name: string) => {
        await log.write(`${name} ${'x'.repeat(900)}\n`);
        if (name === 'first') await files.read();
        await log.rotate();
        await files.holdAll();
      };
      return { log, files, fill, tail: new Tail(files, 0) };
    };
    const calm = await opened();
    const hot = await opened();
    for (const { fill } of [calm, hot]) await fill('first');
    for (const name of ['a', 'b', 'c']) await calm.fill(name);
    t.equal(calm.files.hasLost, false);
    const size = Buffer.byteLength(json(`a ${'x'.repeat(900)}\n`));
    t.equal(held.bytes, 2 * size + 4, 'what Docker itself has kept does not count');
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await hot.fill(name);
    t.ok(held.bytes <= 4000);
    t.equal(calm.files.hasLost, false);
    t.equal(hot.files.hasLost, true);
    t.equal(hot.files.lostBytes, 2 * size, 'the first was read');
    t.equal(await hot.files.unread(), 4 * size);
    const initials = (lines: string[]) => lines.map((line) => line.split(' ')[1]);
    t.strictSame(initials(told(await all(hot.tail))), ['c', 'd', 'e', 'f']);
    t.strictSame(initials(told(await all(calm.tail))), ['a', 'b', 'c']);
    t.equal(held.bytes, 0);
  },
);
