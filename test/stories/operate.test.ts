import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Client } from '../../bench/load.ts';
import { poll } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import { type App, nodeApp } from './app.ts';
import { Rack } from './rack.ts';

/** What nobody may find anywhere but in the process itself. */
const SECRET = `not-to-be-found-${process.pid}-${'z'.repeat(20)}`;

/** Tells its text, and variables to who asks for them; stops as a well-behaved server does. */
const server = (text: string) => `
const http = require('node:http');
const server = http.createServer((request, answer) => {
  if (request.url === '/env') answer.end(Buffer.from(process.env.VALUE ?? '').toString('hex'));
  else if (request.url === '/secret') answer.end((process.env.SECRET ?? '').split('').reverse().join(''));
  else answer.end(${JSON.stringify(text)});
});
server.listen(process.env.PORT);
process.on('SIGTERM', () => server.close());
`;

t.test('an app, day by day', async (t) => {
  const rack = await Rack.start(t);
  const shop = await rack.app('shop', { ...nodeApp('one'), 'server.js': server('one') });
  t.equal((await shop.push()).code, 0);
  await rack.ssh('env set shop GREETING=hello');
  await shop.commit({ 'server.js': server('two') });
  t.equal((await shop.push()).code, 0);

  await t.test('a rollback under load loses no request, and takes less than three seconds', async (t) => {
    const isIdle = loadavg()[0]! < availableParallelism();
    const loads = clients(rack, shop);
    const started = performance.now();
    const rollback = await rack.ssh('rollback shop v1');
    const seconds = (performance.now() - started) / 1000;
    t.equal(rollback.code, 0, rollback.stderr);
    t.equal((await shop.get()).text, 'one');
    const { asked, failures } = await ended(loads);
    t.same(failures, [], `${asked} requests`);
    t.ok(seconds < (isIdle ? 3 : 15), `${seconds.toFixed(2)} s`);
    t.comment(`rollback: ${seconds.toFixed(2)} s under load, ${asked} requests, ${failures.length} failed`);
    t.match(rollback.stderr, 'The environment becomes that of v1: GREETING removed');
    t.notMatch(rollback.stderr, /-----> (Building|Pushing|Running release phase)/);
  });

  await t.test('scaling up and down loses no request either, and a deploy keeps the size', async (t) => {
    const loads = clients(rack, shop);
    const up = await rack.ssh('scale shop web=3:256');
    t.equal(up.code, 0, up.stderr);
    t.match((await rack.ssh('scale shop')).stdout, /^web +3 +3 +- +256 MiB +\d+ +scale$/m);
    const down = await rack.ssh('scale shop web=1');
    t.equal(down.code, 0, down.stderr);
    const { asked, failures } = await ended(loads);
    t.same(failures, [], `${asked} requests`);
    const again = await rack.ssh('redeploy shop');
    t.match(again.stderr, 'web runs as it was scaled: 1 copy of 256 MiB (the app itself says 1 copy of 512 MiB)');
    const none = await rack.ssh('scale shop web=0');
    t.equal(none.code, 0, none.stderr);
    t.equal((await shop.get()).status, 503);
    t.equal((await rack.ssh('scale shop web=1')).code, 0);
    t.equal((await shop.get()).status, 200);
  });

  await t.test('a restart replaces every copy, and loses no request', async (t) => {
    const before = await copies(rack);
    const loads = clients(rack, shop);
    const restart = await rack.ssh('ps restart shop');
    t.equal(restart.code, 0, restart.stderr);
    const { asked, failures } = await ended(loads);
    t.same(failures, [], `${asked} requests`);
    const after = await copies(rack);
    t.equal(after.length, before.length);
    t.notOk(
      after.some(({ task }) => before.some((other) => other.task === task)),
      'all are others',
    );
  });

  await t.test('a copy that is stopped is replaced', async (t) => {
    const [before] = await copies(rack);
    const stop = await rack.ssh(`ps stop shop ${before?.name}`);
    t.match(stop, { code: 0, stdout: /web\.\d stops, and another copy takes its place/ });
    await poll(
      async () =>
        (await copies(rack)).some(({ state, task }) => state === 'running' && task !== before?.task) || undefined,
    );
    t.match(
      (await rack.ssh('ps stop shop web.9')).stderr,
      /shop has no copy "web\.9" that runs\.\n.*There are web\.\d/,
    );
  });

  await t.test('what has no room is refused, and what does not come up is taken back', async (t) => {
    const huge = await rack.ssh('scale shop web=5000');
    t.equal(huge.code, 1);
    t.match(
      huge.stderr,
      /5000 copies of web do not fit: there is room for \d+, beside the one more that a deploy starts/,
    );
    const tight = await rack.ssh('scale shop web=1:6');
    t.equal(tight.code, 1, tight.stderr);
    t.match(tight.stderr, / ! {5}shop was not scaled: web .*/);
    t.match(tight.stderr, 'shop runs as before.');
    t.equal((await shop.get()).status, 200);
    t.match((await rack.ssh('scale shop')).stdout, /^web +1 +1 +- +256 MiB/m);
  });

  await t.test('hosts of its own lead to the app, more than one rule has room for, and wildcards', async (t) => {
    const hosts = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => `${name}.example.test`);
    for (const host of [...hosts, '*.example.org']) {
      const add = await rack.ssh(`domains add shop ${host}`);
      t.equal(add.code, 0, add.stderr);
    }
    for (const host of [...hosts, 'any.example.org']) t.equal(await statusAt(rack, host), '200', host);
    t.equal(await statusAt(rack, 'other.example.test'), '404');
    t.match((await rack.ssh('domains shop')).stdout, /^six\.example\.test +web +\w+ +not there yet +shop\.localhost$/m);
    const other = await rack.ssh('domains add other six.example.test');
    t.match(other.stderr, /There is no app "other"/);
    t.equal((await rack.ssh('create other')).code, 0);
    t.match((await rack.ssh('domains add other a.example.org')).stderr, /a\.example\.org leads to another app/);
    t.equal((await rack.ssh('domains remove shop six.example.test')).code, 0);
    t.equal(await statusAt(rack, 'six.example.test'), '404');
  });

  await t.test('in maintenance it answers 503 everywhere, also after a deploy, and its copies go on', async (t) => {
    const before = await copies(rack);
    const on = await rack.ssh('maintenance on shop');
    t.equal(on.code, 0, on.stderr);
    for (const host of [`shop.${rack.status.router.domain}`, 'one.example.test', 'any.example.org'])
      t.equal(await statusAt(rack, host), '503', host);
    t.match((await shop.get()).text, /right back/);
    t.same(
      (await copies(rack)).map(({ task }) => task),
      before.map(({ task }) => task),
    );
    const redeploy = await rack.ssh('redeploy shop');
    t.match(redeploy.stderr, /shop is in maintenance/);
    t.equal((await shop.get()).status, 503);
    const off = await rack.ssh('maintenance off shop');
    t.equal(off.code, 0, off.stderr);
    t.equal((await shop.get()).status, 200);
  });

  await t.test('a locked app takes no push, and says who has locked it and why', async (t) => {
    t.equal((await rack.ssh("lock shop --reason 'the sale is on'")).code, 0);
    await shop.commit({ 'locked.js': '// locked' });
    const push = await shop.push();
    t.not(push.code, 0);
    t.match(push.stderr, /shop was locked by \w+ at .*: the sale is on/);
    for (const line of ['scale shop web=2', 'env set shop A=1', 'rollback shop', 'destroy shop --confirm shop'])
      t.match((await rack.ssh(line)).stderr, /shop was locked by/, line);
    t.equal((await rack.ssh('unlock shop')).code, 0);
    t.equal((await shop.push()).code, 0);
  });

  await t.test('every byte of a value reaches the process', async (t) => {
    const bytes = String.fromCharCode(...Array.from({ length: 127 }, (_, index) => index + 1));
    const value = `${bytes}äß🐎{{resolve:secretsmanager:x}} $HOME \`id\`\r\n`.repeat(100);
    const set = await rack.ssh('env set shop VALUE=-', { input: value });
    t.equal(set.code, 0, set.stderr);
    t.equal((await rack.ssh('env get shop VALUE')).stdout, value);
    t.equal((await shop.get('env')).text, Buffer.from(value).toString('hex'));
  });

  await t.test('no secret can be found', async (t) => {
    t.equal((await rack.ssh('env set shop SECRET=-', { input: SECRET })).code, 0);
    t.equal((await shop.get('secret')).text, [...SECRET].reverse().join(''), 'but in the process');
    await shop.commit({ 'more.js': '// more' });
    const push = await shop.push();
    t.equal(push.code, 0, push.stderr);
    for (const [what, text] of Object.entries(await everythingTold(rack))) {
      t.ok(text.length > 0, `${what} is there`);
      t.notOk(text.includes(SECRET), what);
    }
    t.same(await filesWith(join(rack.folder, 'home'), SECRET), [], 'files of the rack');
  });
});

// Private

/** The status with which the router answers for a host. */
async function statusAt(rack: Rack, host: string): Promise<string> {
  const url = `http://127.0.0.1:${rack.status.router.http}/`;
  return (await run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', `Host: ${host}`, url])).stdout;
}

async function copies(rack: Rack): Promise<{ name: string; state: string; task: string }[]> {
  return JSON.parse((await rack.ssh('ps shop --json')).stdout);
}

/** Two clients, one that keeps its connections and one that opens one for each request. */
function clients(rack: Rack, app: App): Client[] {
  const url = `http://127.0.0.1:${rack.status.router.http}/`;
  return [true, false].map((keepAlive) => new Client(url, new URL(app.url).host, keepAlive));
}

async function ended(clients: Client[]): Promise<{ asked: number; failures: string[] }> {
  await Promise.all(clients.map((client) => client.stop()));
  return {
    asked: clients.reduce((sum, { asked }) => sum + asked, 0),
    failures: clients.flatMap(({ failures }) => failures),
  };
}

/** All that the rack and AWS tell of the app to whoever may ask, by what it is. */
async function everythingTold(rack: Rack): Promise<Record<string, string>> {
  const aws = async (...args: string[]) => (await rack.aws(args)).stdout;
  const stack = ['--stack-name', `${rack.name}-shop`];
  const { taskDefinitionArns } = JSON.parse(await aws('ecs', 'list-task-definitions'));
  const described = (arn: string) => aws('ecs', 'describe-task-definition', '--task-definition', arn);
  const images = await run(['docker', 'images', '-q', '--filter', `label=io.rack.rack=${rack.name}`]);
  const ids = [...new Set(images.stdout.split('\n').filter((id) => id !== ''))];
  const ssh = async (line: string) => {
    const { stdout, stderr } = await rack.ssh(line);
    return stdout + stderr;
  };
  return {
    'task definitions': (await Promise.all(taskDefinitionArns.map(described))).join(''),
    'the template': await aws('cloudformation', 'get-template', ...stack),
    'stack events': await aws('cloudformation', 'describe-stack-events', ...stack),
    'the stack': await aws('cloudformation', 'describe-stacks', ...stack),
    'service events': await aws(
      'ecs',
      'describe-services',
      '--cluster',
      rack.name,
      '--services',
      `${rack.name}-shop--web`,
    ),
    images: (await run(['docker', 'image', 'inspect', ...ids])).stdout,
    'histories of images': (await Promise.all(ids.map((id) => run(['docker', 'history', '--no-trunc', id]))))
      .map(({ stdout }) => stdout)
      .join(''),
    logs: await ssh('logs shop -n 5000'),
    'build logs': await ssh('builds logs shop'),
    'the audit log': await ssh('audit --app shop --json'),
    releases: await ssh('releases shop --all --json'),
    'a diff': await ssh('releases diff shop'),
    info: await ssh('info shop --json'),
  };
}

/** The files below a folder that have this text in them: databases with their logs, whole. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(files.map(async (file) => ((await readFile(file)).includes(text) ? [file] : [])));
  return found.flat();
}
