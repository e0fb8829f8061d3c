import t from 'tap';
import { poll } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import { nodeApp } from './app.ts';
import { Rack } from './rack.ts';

const LINES = 10_000;

t.test("an app's logs lose nothing", async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('talker', nodeApp('one', `for (let n = 1; n <= ${LINES}; n++) console.log('line ' + n);`));
  const push = await app.push();
  t.equal(push.code, 0, push.stderr);

  await t.test(`${LINES} lines are all there, in order, once each`, async (t) => {
    const expected = Array.from({ length: LINES }, (_, at) => `line ${at + 1}`);
    const printed = await poll(
      async () => {
        const { stdout } = await rack.ssh(`logs talker -p web -n ${LINES + 100}`);
        const lines = messages(stdout).filter((line) => line.startsWith('line '));
        return lines.length >= LINES ? lines : undefined;
      },
      { signal: AbortSignal.timeout(60_000) },
    );
    t.strictSame(printed, expected);
  });

  await t.test('a line has its time, its process and its copy', async (t) => {
    const { stdout } = await rack.ssh('logs -a talker -n 1 -p web');
    t.match(stdout, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \w+\[web\.1\]: /);
  });

  await t.test('-f goes on across a redeploy', async (t) => {
    const follow = rack.sshFollow(t, 'logs talker -f -n 0');
    await app.commit(nodeApp('two', 'console.log("the second release speaks");'));
    t.equal((await app.push()).code, 0);
    await follow.until('the second release speaks');
    await app.commit(nodeApp('three', 'console.error("the third release complains");'));
    t.equal((await app.push()).code, 0);
    await follow.until('the third release complains');
  });

  await t.test('the push shows what the new release prints while it starts', async (t) => {
    await app.commit(lateApp());
    const push = await app.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /remote: .*web\.1: warming up/);
  });

  const token = (await rack.ssh('tokens create reader')).stdout.trim();
  const authorization = `Basic ${btoa(`:${token}`)}`;
  const api = (path: string, headers = {}) =>
    fetch(`${rack.status.api}${path}`, { headers: { authorization, ...headers } });

  await t.test('options choose from the log, over ssh and over HTTP; what contradicts itself is refused', async (t) => {
    const ssh = async (options: string) => messages((await rack.ssh(`logs talker ${options}`)).stdout);
    const tens = Array.from({ length: 10 }, (_, at) => `line 999${at}`);
    t.same(await ssh(`-p web --grep '^line 999\\d$' -n 100`), tens);
    t.same(await ssh(`-p web -p rack --filter '"line 9999"'`), ['line 9999']);
    t.equal((await rack.ssh('logs talker -p web -p worker --until 1h')).stdout, '');
    const [line] = (await rack.ssh(`logs talker --json --grep '^line 9998$'`)).stdout.split('\n');
    const { cursor } = JSON.parse(line as string);
    t.equal((await ssh(`-p web --after ${cursor}`))[0], 'line 9999');
    const response = await api(`/apps/talker/logs?process=web&after=${cursor}&grep=^line`);
    t.match(await response.text(), /^\S+ app\[web\.1\]: line 9999\n\S+ app\[web\.1\]: line 10000\n/);
    const accept = { accept: 'text/event-stream', 'last-event-id': `${cursor}` };
    const events = await api('/apps/talker/logs?process=web&grep=^line', accept);
    t.match(await events.text(), new RegExp(`^id: ${cursor + 1}\\ndata: \\S+ app\\[web\\.1\\]: line 9999\\n\\n`));
    t.equal((await rack.ssh('logs talker --since 1h --until 2h')).code, 2);
    t.match((await rack.ssh(`logs talker --grep '('`)).stderr, /without its \)/);
    t.equal((await rack.ssh('logs talker --color --no-color')).code, 2);
  });

  await t.test('a terminal gets colours, the log of a build and that of the rack have the same options', async (t) => {
    const log = ['ssh', '-tt', '-F', rack.status.ssh.config, 'rack', `logs talker -n 1 --grep '^line'`];
    const [reset, { stdout }] = ['\x1b[0m', await run(log)];
    t.ok(stdout.includes(`mapp[web.1]:${reset} line ${LINES}${reset}\r\n`), stdout);
    t.match((await rack.ssh('builds logs talker --grep Building --json')).stdout, /^\{"cursor":\d+,"app":"talker",/);
    t.match((await rack.ssh('system logs --filter talker -n 1')).stdout, /talker/);
    t.match(await (await api('/system/logs?num=1')).text(), /\S/);
  });

  await t.test('`rack logs -f` loses and repeats nothing when the server is killed', async (t) => {
    const app = await rack.app('counter', nodeApp('counter', COUNTS));
    t.equal((await app.push()).code, 0);
    const follow = rack.installing(['logs', 'counter', '-f', '-p', 'web', '--since', '1h']);
    t.teardown(() => follow.stop());
    await follow.until('count 50\n');
    rack.kill('server');
    await rack.up();
    await follow.until('here it is again');
    const reached = Math.max(...counts(follow.output));
    await follow.until(`count ${reached + 50}\n`);
    const all = counts(follow.output);
    t.same(
      all,
      Array.from(all, (_, at) => at + 1),
    );
  });

  await t.test('a server that stops says how to go on', async (t) => {
    const follow = rack.sshFollow(t, 'logs counter -f -n 1 -p web');
    await follow.until('count ');
    await rack.command(['down']);
    t.equal(await follow.exit(), 75);
    t.match(follow.output, /ssh rack logs counter -f --after \d+/);
  });
});

// Private

/** Counts up, some hundred times a second. */
const COUNTS = 'let n = 0; setInterval(() => console.log(`count ${++n}`), 10);';

const counts = (output: string) => [...output.matchAll(/: count (\d+)\n/g)].map(([, count]) => Number(count));

const messages = (output: string) =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\S+ \S+: /, ''));

/** An app that speaks first and answers a second later. */
function lateApp(): Record<string, string> {
  const files = nodeApp('four');
  return { ...files, 'server.js': `console.log('warming up'); setTimeout(() => {${files['server.js']}}, 1000);` };
}
