import t, { type Test } from 'tap';
import { poll } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import type { TimerRun } from '../../server/store/timer-runs.ts';
import type { App } from './app.ts';
import { Rack } from './rack.ts';

/** An HTTP server that tells what it sees of its environment. */
const SERVER = `
const { GREETING, ROLE, SECRET, PORT, RACK_PROCESS } = process.env;
require('node:http').createServer((_, answer) => {
  answer.end(JSON.stringify({ GREETING, ROLE, SECRET, PORT, RACK_PROCESS }));
}).listen(PORT);
`;

const PACKAGE = '{ "name": "app", "private": true }\n';

const SHOP = {
  'convox.yml': `
environment:
  - GREETING=hello
services:
  web:
    build: ./site
    command: node server.js
    port: 3000
    health: /up
  admin:
    build: ./office
    command: node server.js
    port: 4000
    environment: [ROLE=admin]
    scale: { memory: 128 }
    domain: admin.example.test
  worker:
    build: ./office
    command: node worker.js
timers:
  tick:
    schedule: '* * * * *'
    command: echo tick of $RACK_PROCESS, $GREETING
    service: worker
`,
  Procfile: 'release: echo migrating\n',
  'site/package.json': PACKAGE,
  'site/server.js': SERVER,
  'office/package.json': PACKAGE,
  'office/server.js': SERVER,
  'office/worker.js': "console.log('working'); setInterval(() => {}, 1000);\n",
};

t.test('an app of several services', async (t) => {
  const rack = await Rack.start(t);
  const shop = await rack.app('shop', SHOP);
  await rack.ssh('create shop');
  await rack.ssh('env set shop SECRET=hidden');

  await t.test('each is built of its folder, answers at its own host, and the push tells where', async (t) => {
    const push = await shop.push();
    t.equal(push.code, 0, push.stderr);
    const { router } = rack.status;
    const port = router.http;
    t.match(push.stderr, /release\.1: migrating/);
    t.match(push.stderr, /web answers its health check/);
    t.match(push.stderr, /admin answers its health check/);
    t.match(push.stderr, `=====> v1 is live: http://shop.${router.domain}:${port}`);
    t.match(push.stderr, `admin: http://admin--shop.${router.domain}:${port}`);
    t.match(push.stderr, `admin: http://admin.example.test:${port}`);
    t.match((await rack.ssh('info shop')).stdout, `http://admin--shop.${router.domain}:${port} (admin)`);
  });

  await t.test('each sees its own part of the environment', async (t) => {
    const web = { GREETING: 'hello', PORT: '3000', RACK_PROCESS: 'web' };
    const admin = { GREETING: 'hello', ROLE: 'admin', PORT: '4000', RACK_PROCESS: 'admin' };
    t.same(await answer(rack, `shop.${rack.status.router.domain}`), web);
    t.same(await answer(rack, `admin--shop.${rack.status.router.domain}`), admin);
    t.same(await answer(rack, 'admin.example.test'), admin);
  });

  await t.test('a worker without a port runs beside them', async (t) => {
    const copies = JSON.parse((await rack.ssh('ps shop --json')).stdout) as { name: string; state: string }[];
    t.same(
      copies.map(({ name, state }) => [name, state]),
      [
        ['admin.1', 'running'],
        ['web.1', 'running'],
        ['worker.1', 'running'],
      ],
    );
  });

  await t.test('a timer runs at the next minute as a task of its own, with what it prints in the log', async (t) => {
    const [timer] = JSON.parse((await rack.ssh('timers shop --json')).stdout);
    t.match(timer, { name: 'tick', schedule: '* * * * *', process: 'worker' });
    const wait = Date.parse(timer.next) - Date.now();
    t.ok(wait > -1000 && wait <= 60_000, `next in ${wait} ms`);
    const logs = rack.sshFollow(t, 'logs shop -f -p tick');
    await logs.until('app[tick.1]: tick of tick, hello');
    await logs.until('rack[tick.1]: exited with code 0');
  });

  await t.test('a timer runs by hand too, and is among its runs', async (t) => {
    const started = await rack.ssh('timers run shop tick');
    const [, task] = /^tick runs as the task ([0-9a-f]{32})\.$/m.exec(started.stdout) ?? [];
    t.ok(task, started.stdout + started.stderr);
    const ended = async () => {
      const runs: TimerRun[] = JSON.parse((await rack.ssh('timers runs shop tick --json')).stdout);
      return runs.find((run) => run.task === task && run.endedAt !== undefined);
    };
    t.match(await poll(ended, { signal: AbortSignal.timeout(20_000) }), { timer: 'tick', exitCode: 0 });
    const refused = await rack.ssh('timers run shop tock');
    t.match(refused, { code: 1, stderr: /shop has no timer tock/ });
  });

  await t.test('a host of one app is declined to another, before it is built', async (t) => {
    const other = await rack.app('other', declaring('port: 3000\n    domain: admin.example.test'));
    await declined(t, rack, other, /The host admin\.example\.test leads to another app of this rack/);
    const own = await rack.app('own', declaring(`port: 3000\n    domain: shop.${rack.status.router.domain}`));
    await declined(t, rack, own, /is the rack's own to give/);
  });

  await t.test('a variable that the app needs is asked for by name, before it is built', async (t) => {
    const needy = await rack.app('needy', declaring('environment: [API_TOKEN]'));
    await declined(
      t,
      rack,
      needy,
      /A variable that needy needs is not set: API_TOKEN\.[\s\S]*env set needy API_TOKEN=/,
    );
  });

  await t.test('a worker that is not well by its own health check declines the push', async (t) => {
    const health = { healthchecks: { worker: [{ type: 'liveness', command: 'false', attempts: 1, wait: 5 }] } };
    await shop.commit({ 'app.json': JSON.stringify(health) });
    const push = await shop.push();
    t.equal(push.code, 1, push.stderr);
    t.match(push.stderr, /v2 did not go live: worker is not well: its health check \(.*false\) fails/);
    t.match(push.stderr, /v1 keeps running/);
  });

  await t.test('a service that is taken out is gone, and comes back with the release that had it', async (t) => {
    const { 'convox.yml': all, ...files } = SHOP;
    await shop.commit({
      ...files,
      'app.json': '{}',
      'convox.yml': all.replace(/ {2}admin:[\s\S]*? {2}worker:/, '  worker:'),
    });
    const push = await shop.push();
    t.equal(push.code, 0, push.stderr);
    t.notMatch(push.stderr, /admin (is|answers)|admin: http/);
    // CloudFormation takes away what is not needed any more after the release is live.
    const isGone = async () => (await status(rack, `admin--shop.${rack.status.router.domain}`)) === '404';
    await poll(async () => ((await isGone()) ? true : undefined));
    const back = await rack.ssh('redeploy shop v1');
    t.equal(back.code, 0, back.stderr);
    t.match(await answer(rack, 'admin.example.test'), { ROLE: 'admin' });
  });
});

// Private

/** A Node.js app of one service, which has these lines in its convox.yml. */
function declaring(lines: string): Record<string, string> {
  return {
    'convox.yml': `services:\n  web:\n    command: node server.js\n    ${lines}\n`,
    'package.json': PACKAGE,
    'server.js': SERVER,
  };
}

async function declined(t: Test, rack: Rack, app: App, message: RegExp): Promise<void> {
  const push = await app.push();
  t.equal(push.code, 1, push.stderr);
  t.match(push.stderr.replace(/^remote: /gm, ''), message);
  t.same(JSON.parse((await rack.ssh(`builds ${app.name} --json`)).stdout), [], 'nothing was built');
}

const curl = async (rack: Rack, host: string, ...args: string[]) => {
  const url = `http://127.0.0.1:${rack.status.router.http}/`;
  return (await run(['curl', '-sS', '-H', `Host: ${host}`, ...args, url])).stdout;
};

/** What a host answers, as JSON. */
const answer = async (rack: Rack, host: string): Promise<unknown> => JSON.parse(await curl(rack, host));

const status = (rack: Rack, host: string) => curl(rack, host, '-o', '/dev/null', '-w', '%{http_code}');
