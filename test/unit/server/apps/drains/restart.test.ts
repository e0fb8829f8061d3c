import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import t, { type Test } from 'tap';
import { openSeal } from '../../../../../server/store/seal.ts';
import { openStore } from '../../../../../server/store/store.ts';
import { CERTIFICATE, httpsServer, SyslogServer } from './receivers.ts';

/** Lines until the next kill: a second or two. */
const LINES = 10_000;

/** Makes the state that a server starts with: an app, and its drains. */
function prepare(folder: string, urls: readonly string[]): void {
  const store = openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));
  store.apps.create({ name: 'shop', createdBy: 'ada' });
  for (const [at, url] of urls.entries()) {
    const words = { id: `L${at}`, app: 'shop', receiver: url, process: undefined, filter: undefined, createdBy: 'ada' };
    store.drains.add({ ...words, mayReachInside: true, cursor: 0 }, { url, header: undefined });
  }
  store.close();
}

function start(t: Test, folder: string): ChildProcess {
  const script = join(import.meta.dirname, `server${extname(import.meta.filename)}`);
  const child = spawn(process.execPath, [...process.execArgv, script, folder, CERTIFICATE], { stdio: 'inherit' });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

/** The numbers as they came first; what was sent again is left out, as a receiver does that counts. */
function firsts(numbers: readonly number[]): number[] {
  return [...new Set(numbers)];
}

t.test('a server that is killed again and again loses no line of its drains, and goes on where it was', async (t) => {
  const folder = t.testdir();
  const https = await httpsServer(t);
  const syslog = await new SyslogServer().start(t);
  const all = () => [https.taken, syslog.got].map((lines) => lines.map(({ number }) => number));
  prepare(folder, [https.url, syslog.url]);
  for (let round = 1; round <= 3; round++) {
    const child = start(t, folder);
    const last = () => [https.taken.at(-1), syslog.got.at(-1)].map((line) => line?.number ?? 0);
    const ended = once(child, 'exit');
    const isOver = new AbortController();
    child.once('exit', () => isOver.abort());
    await https.until(() => Math.min(...last()) >= round * LINES, isOver.signal);
    child.kill('SIGKILL');
    await ended;
  }
  for (const numbers of all()) {
    const first = firsts(numbers);
    t.same(
      first,
      first.map((_, at) => at + 1),
      'each line, in order',
    );
    t.ok(numbers.length < 2 * first.length, `few of ${numbers.length} lines were sent twice`);
  }
});
