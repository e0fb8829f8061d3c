import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { BuildLog } from '../../../../server/logs/build-log.ts';
import { BuildLogs, type KeptLogs } from '../../../../server/logs/build-logs.ts';
import { linesOf, textsOf } from './build-lines.ts';
import { quiet } from './stream.ts';

const never = new AbortController().signal;

async function folderOf(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rack-build-logs-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function open(t: Test, kept?: KeptLogs) {
  const folder = await folderOf(t);
  return { folder, logs: new BuildLogs({ folder, log: quiet, ...(kept && { kept }) }) };
}

const all = (logs: BuildLogs, id: string, { follow = false, signal = never } = {}) =>
  textsOf(logs.read('shop', id, { follow, signal }));

const numbered = (first: number, count: number) => Array.from({ length: count }, (_, at) => `line ${first + at}`);

async function written(logs: BuildLogs, id: string, text: string, app = 'shop'): Promise<void> {
  const log = logs.begin(app, id);
  log.write(text);
  await logs.end(id, log);
}

t.test('a log is read with the time of each line, also by the server that comes after', async (t) => {
  const { folder, logs } = await open(t);
  await written(logs, 'B1', '-----> Building\n  two words\n\n\r');
  t.same(await all(logs, 'B1'), ['-----> Building', '  two words', '', '']);
  const later = new BuildLogs({ folder, log: quiet });
  const [first] = await linesOf(later.read('shop', 'B1', { follow: true, signal: never }));
  t.match(first, { at: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, text: '-----> Building' });
});

t.test('who follows gets each line as it comes, until the build ends', async (t) => {
  const { logs } = await open(t);
  const log = logs.begin('shop', 'B1');
  const reader = logs.read('shop', 'B1', { follow: true, signal: never });
  log.write('one');
  t.match(await reader.next(), { value: { text: 'one' } });
  const next = reader.next();
  log.write('two');
  t.match(await next, { value: { text: 'two' } });
  const last = reader.next();
  log.write('three');
  await logs.end('B1', log);
  t.match(await last, { value: { text: 'three' } });
  t.match(await reader.next(), { done: true });
});

t.test('who follows and goes away is let go; who does not follow waits for nothing', async (t) => {
  const { logs } = await open(t);
  const log = logs.begin('shop', 'B1');
  t.same(await all(logs, 'B1'), []);
  const gone = new AbortController();
  const reading = all(logs, 'B1', { follow: true, signal: gone.signal });
  gone.abort(new Error('gone'));
  await t.rejects(reading, { message: 'gone' });
  await logs.end('B1', log);
});

t.test('of a log that is too long the beginning and the end are kept', async (t) => {
  const path = join(await folderOf(t), 'B1.log');
  const log = new BuildLog({ path, changed: () => {}, failed: (error) => t.fail(`${error}`), largest: 3500 });
  for (let at = 1; at <= 1000; at++) log.write(`line ${at}`);
  await log.close();
  const logs = new BuildLogs({ folder: join(path, '../..'), log: quiet });
  const app = join(path, '..').split('/').at(-1)!;
  const lines = await textsOf(logs.read(app, 'B1', { follow: false, signal: never }));
  const first = lines.findIndex((line) => line.startsWith('…'));
  t.same(lines.slice(0, first), numbered(1, first));
  t.equal(lines[first], `… ${800 - first} lines of the build are not kept`);
  t.same(lines.slice(-200), numbered(801, 200));
});

t.test('a disk that takes nothing more ends the log, not the build', async (t) => {
  const failures: unknown[] = [];
  const log = new BuildLog({ path: '/dev/full', changed: () => {}, failed: (error) => failures.push(error) });
  log.write('one');
  await log.close();
  log.write('two');
  await log.close();
  t.match(failures, [{ code: 'ENOSPC' }]);
});

t.test('the oldest logs make room: of one app, and of all', async (t) => {
  const { folder, logs } = await open(t, { ofApp: 2, bytes: 250 });
  for (const id of ['B1', 'B2', 'B3']) await written(logs, id, id);
  const names = async (app: string) => (await readdir(join(folder, app))).sort().join(' ');
  await poll(async () => ((await names('shop')) === 'B2.log B3.log' ? true : undefined));
  await t.rejects(all(logs, 'B1'), { code: 'build_log_not_kept' });
  await written(logs, 'B4', 'x'.repeat(180), 'other');
  await poll(async () => ((await names('shop')) === 'B3.log' ? true : undefined));
  t.equal(await names('other'), 'B4.log');
  logs.forget('shop');
  await t.rejects(all(logs, 'B3'), { code: 'build_log_not_kept' });
});

t.test('a build whose log has no place goes on', async (t) => {
  const folder = join(await folderOf(t), 'file');
  await writeFile(folder, '');
  const logs = new BuildLogs({ folder, log: quiet });
  await written(logs, 'B1', 'lost');
  await t.rejects(all(logs, 'B1'), { code: 'build_log_not_kept' });
});
