import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { poll } from '../../../lib/retry.ts';
import type { LogLine } from '../../../server/logs/logs.ts';
import { Machine } from './machine.ts';

t.setTimeout(240_000);

const RACK = 'test-agent';
const ENDED = /^exited with code /;

const numbered = (count: number, pause = '') => [
  'perl',
  '-e',
  `$| = ${pause === '' ? 0 : 1}; for (1..${count}) { print "line $_ of text as apps print it, a hundred characters or so\\n"; ${pause} }`,
];
/** Prints this many lines, ten a wait. */
const slowly = (count: number, wait = 0.004) => numbered(count, `select(undef, undef, undef, ${wait}) if $_ % 10 == 0`);
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

/** All lines of an app once its container's end was told. */
function ended(machine: Machine, app: string): Promise<LogLine[]> {
  const until = Date.now() + 60_000;
  return poll(async () => {
    const lines = await machine.lines(app);
    if (lines.some(({ source, message }) => source === 'rack' && ENDED.test(message))) return lines;
    if (Date.now() > until) throw new Error(`the end of ${app} is not told; the last line: ${lines.at(-1)?.message}`);
    return undefined;
  });
}

const numbers = (lines: LogLine[]) =>
  lines.filter(({ source }) => source === 'app').map(({ message }) => Number(/^line (\d+) /.exec(message)?.[1]));

const said = (lines: LogLine[]) => lines.filter(({ source }) => source === 'rack').map(({ message }) => message);

t.test('lines of containers', async (t) => {
  const machine = await Machine.start(t, RACK);
  machine.startHub();
  machine.startAgent();

  await t.test('10,000 printed as fast as can be are all there, in order, once', async (t) => {
    await machine.run('fast', numbered(10_000));
    const lines = await ended(machine, 'fast');
    t.strictSame(numbers(lines), upTo(10_000));
    t.strictSame(said(lines), ['started (RABCDEFGHI)', 'exited with code 0']);
  });

  await t.test('a container that lives for a moment and is removed at once is heard', async (t) => {
    for (const each of upTo(5)) {
      const command = ['sh', '-c', 'echo line 1 out; echo line 2 out; sleep 0.5; exit 3'];
      await machine.run(`short${each}`, command, { AutoRemove: true });
      const lines = await ended(machine, `short${each}`);
      t.strictSame(numbers(lines), [1, 2]);
      t.equal(said(lines).at(-1), 'exited with code 3');
    }
  });

  await t.test('a line of 300 KB, one without end, and a container out of memory', async (t) => {
    await machine.run('long', ['perl', '-e', 'print "x" x 300000, "\\n", "é" x 50000, "\\n", "no end"']);
    const [first, second, third, last] = (await ended(machine, 'long')).filter(({ source }) => source === 'app');
    t.equal((first?.message.length ?? 0) + (second?.message.length ?? 0), 300_000 + ' …(line goes on)'.length);
    t.match(first?.message, /…\(line goes on\)$/);
    t.match(third?.message, /^é{8192}/);
    t.equal(last?.message, 'no end');
    await machine.run('hungry', ['perl', '-e', 'my @a; push @a, "x" x 1e6 while 1'], { Memory: 20 * 1024 ** 2 });
    t.equal(said(await ended(machine, 'hungry')).at(-1), 'exited with code 137: out of memory (limit 20 MiB)');
  });

  await t.test('agent and hub killed again and again: still each line once, in order, through rotations', async (t) => {
    // Rotated often, and room for all of it, however long an agent is away on a busy machine.
    const LogConfig = { Type: 'json-file', Config: { 'max-size': '300k', 'max-file': '12' } };
    const apps = ['one', 'two'];
    for (const app of apps) await machine.run(app, slowly(15_000), { LogConfig });
    for (const each of upTo(4)) {
      await sleep(1000 + 130 * each);
      await machine.kill('agent');
      machine.startAgent();
      if (each % 2 === 0) await machine.kill('hub');
      if (each % 2 === 0) machine.startHub();
    }
    for (const app of apps) {
      const lines = await ended(machine, app);
      t.strictSame(numbers(lines), upTo(15_000), app);
      t.strictSame(said(lines), ['started (RABCDEFGHI)', 'exited with code 0']);
    }
  });

  await t.test('what ended while no agent ran is told by the next; what was removed frees its number', async (t) => {
    const gone = await machine.run('gone', ['sh', '-c', 'echo line 1 out; sleep 60']);
    await poll(async () => ((await machine.lines('gone')).length >= 2 ? true : undefined));
    t.equal(await machine.kill('agent', 'SIGTERM'), 0, 'ends in good order when asked to');
    await gone.remove({ force: true });
    const late = await machine.run('late', numbered(100));
    await late.wait();
    machine.startAgent();
    t.strictSame(numbers(await ended(machine, 'late')), upTo(100));
    const lines = await poll(async () => {
      const all = await machine.lines('gone');
      return all.length >= 3 ? all : undefined;
    });
    t.strictSame(said(lines), ['started (RABCDEFGHI)', 'ended and was removed while no agent was running']);
  });
});

t.test('the engine goes away and comes back', async (t) => {
  const engine = await openEngine(t);
  const machine = await Machine.start(t, `${RACK}-engine`, { DOCKER_HOST: `unix://${engine.path}` });
  machine.startHub();
  machine.startAgent();
  await machine.run('before', slowly(3000));
  await poll(async () => ((await machine.lines('before')).length > 100 ? true : undefined));
  await engine.goAway();
  await machine.run('meanwhile', numbered(100));
  await sleep(500);
  await engine.comeBack();
  t.strictSame(numbers(await ended(machine, 'before')), upTo(3000));
  t.strictSame(numbers(await ended(machine, 'meanwhile')), upTo(100));
});

/** A way to the engine that can be cut. */
async function openEngine(t: Test) {
  const path = join(tmpdir(), `rack-engine-${process.pid}.sock`);
  const sockets = new Set<Socket>();
  let server: Server;
  const comeBack = async () => {
    server = createServer((socket) => {
      const engine = connect('/var/run/docker.sock');
      for (const each of [socket, engine]) sockets.add(each.on('error', () => {}));
      socket.pipe(engine).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
  };
  const goAway = async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  await comeBack();
  t.teardown(goAway);
  return { path, comeBack, goAway };
}
