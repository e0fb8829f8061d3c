import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { TestRack } from '../rack.ts';

t.test('developers, their keys and tokens', async (t) => {
  const rack = await TestRack.start(t);
  const auth = (token: string) =>
    fetch(`http://127.0.0.1:${rack.httpPort}/auth`, { headers: { authorization: `Bearer ${token}` } });

  await t.test('an admin makes a developer for some apps, who adds keys of their own', async (t) => {
    t.equal((await rack.ssh('developers add ada --role deploy --app shop,blog')).code, 0);
    t.equal((await rack.ssh('keys add ada', { input: await rack.makeKey('ada') })).code, 0);
    const [first, second] = [await rack.makeKey('laptop'), await rack.makeKey('desk')];
    const added = await rack.ssh('keys add', { key: 'ada', input: `# mine\r\n${first}\r\n${second}` });
    t.match(added.stdout, /^(ada \(deploy\) may use the rack with SHA256:\S+\n){2}$/);
    t.match((await rack.ssh('whoami', { key: 'desk' })).stdout, /^ada \(deploy\), apps: blog shop\nby the key SHA256:/);
    const refused = await rack.ssh('create wiki', { key: 'ada' });
    t.match(refused.stderr, /There is no app "wiki".*You may touch and make blog, shop/s);
    t.equal((await rack.ssh('create shop', { key: 'ada' })).code, 0);
    for (const listing of ['apps --json', 'info shop --json'])
      t.notMatch((await rack.ssh(listing, { key: 'ada' })).stdout, 'priority', 'which tells how many apps there are');
    t.match((await rack.ssh('developers')).stdout, /^ada +deploy +blog shop +3 +0 +2\d{3}-/m);
  });

  await t.test('a token is shown once, opens the other door, and no more once it is revoked', async (t) => {
    const made = await rack.ssh('tokens create ci --app shop --role read --expires 90d', { key: 'ada' });
    t.match(made.stdout, /^rack_\w{10}_\w{36}\n$/, 'standard output is the token and nothing else');
    t.match(made.stderr, /shown this once.*expires at 2/);
    t.match(await (await auth(made.stdout.trim())).json(), { id: 'ada', role: 'read', apps: ['shop'] });
    const listed = await rack.ssh('tokens', { key: 'ada' });
    t.match(listed.stdout, /^ada +ci +\w{10} +read +shop +2\S+Z +2\S+Z from 127\.0\.0\.1$/m);
    t.notMatch(listed.stdout, made.stdout.trim().slice(-36));
    t.equal((await rack.ssh('tokens revoke ci', { key: 'ada' })).code, 0);
    t.equal((await auth(made.stdout.trim())).status, 401);
    const [last] = JSON.parse(`[${(await rack.ssh('audit -n 1 --json')).stdout}]`);
    t.match(last, { who: 'ada', what: 'login', door: 'http', result: 'revoked token ci', from: '127.0.0.1' });
  });

  await t.test('who takes their own access away gets the answer', async (t) => {
    const [own] = JSON.parse((await rack.ssh('keys --json', { key: 'laptop' })).stdout).filter(
      ({ comment }: { comment: string }) => comment === 'laptop@test',
    );
    const removed = await rack.ssh(`keys remove ${own.fingerprint}`, { key: 'laptop' });
    t.match(removed, { code: 0, stdout: `ada can no longer use the rack with ${own.fingerprint}.\n` });
    t.equal((await rack.ssh('whoami', { key: 'laptop' })).code, 255);
  });

  await t.test('what a removed developer runs ends, and says why', async (t) => {
    const line = { app: 'shop', source: 'app', process: 'web.1', release: undefined } as const;
    rack.lines.push({ ...line, time: '2026-11-22T21:31:00.123456Z', message: 'hello' });
    const follow = spawn('ssh', [...rack.sshArguments('ada').slice(1), 'git@127.0.0.1', 'logs shop -f']);
    const said = text(follow.stderr);
    const exit = once(follow, 'exit');
    await once(follow.stdout, 'data');
    t.equal((await rack.ssh('developers remove ada')).code, 0);
    t.same(await exit, [1, null]);
    t.match(await said, /Your access was taken away/);
    t.equal((await rack.ssh('whoami', { key: 'desk' })).code, 255);
  });

  await t.test('the audit log tells it all, and no secret', async (t) => {
    const { stdout } = await rack.ssh('audit');
    t.match(
      stdout,
      /^\S+ admin: developers add ada \(deploy, apps: blog shop\): ok, from 127\.0\.0\.1 by key SHA256:/m,
    );
    t.match(stdout, /^\S+ ada: tokens create ci \(\w{10}, read, apps: shop, until .*\): ok/m);
    t.match(stdout, /^\S+ ada: create of shop: ok/m);
    t.match(stdout, /^\S+ SHA256:\S+: login: unknown key, from 127\.0\.0\.1$/m);
    t.notMatch(stdout, /rack_/);
    const only = await rack.ssh('audit --developer ADA --app shop --since 1h --json');
    t.match(JSON.parse(only.stdout), { who: 'ada', what: 'create', app: 'shop', door: 'ssh', result: 'ok' });
    t.equal((await rack.ssh('audit --since tomorrow')).code, 2);
    t.equal((await rack.ssh('audit -n many')).code, 2);
  });

  await t.test('nor does the log of the rack, when something goes wrong inside', async (t) => {
    rack.rack.environment.set = () => Promise.reject(new Error('disk full'));
    const failed = await rack.ssh('env set shop PASSWORD=hunter2');
    t.match(failed, { code: 1, stderr: / Something went wrong inside the rack/ });
    t.match(rack.said.at(-1), /^ssh: env set: .*disk full/);
    t.notMatch(rack.said.join('\n'), 'hunter2');
  });
});
