import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { run } from '../../../../lib/run.ts';
import { TestRack } from '../rack.ts';

t.test('pushes', async (t) => {
  const rack = await TestRack.start(t);
  const hello = await rack.clone('hello', { 'web.js': 'one', '.gitattributes': 'web.js export-ignore\n' });

  await t.test('the first push makes the app, streams what happens, and moves the ref', async (t) => {
    const push = await hello.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /remote: -----> Creating the app hello/);
    t.match(push.stderr, /remote: -----> Receiving main from admin: \w{7} change/);
    t.match(push.stderr, /remote: {8}web\.js/);
    t.same(rack.deploys.deployed, [await hello.remoteRef()]);
    t.match(rack.store.audit.list({ app: 'hello' }), [{ who: 'admin', what: 'push main', from: /127/, result: 'ok' }]);
  });

  await t.test('a declined push leaves the ref, and the same commit is tried again', async (t) => {
    const good = await hello.remoteRef();
    await hello.commit({ deploy: 'fail' });
    for (const attempt of [1, 2]) {
      const push = await hello.push();
      t.equal(push.code, 1, `attempt ${attempt}`);
      t.match(push.stderr, /remote: {2}! {5}The build failed\./);
      t.match(push.stderr, /remote: {8}Mend it and push again\./);
      t.match(push.stderr, /\[remote rejected\] main -> main \(pre-receive hook declined\)/);
    }
    t.equal(await hello.remoteRef(), good);
    t.same(await rack.quarantines('hello'), []);
    await hello.commit({ deploy: 'ok' });
    t.equal((await hello.push()).code, 0);
  });

  await t.test('main can be neither deleted nor rewritten', async (t) => {
    const good = await hello.remoteRef();
    const deletion = await hello.push('rack', ':main');
    t.equal(deletion.code, 1);
    t.match(deletion.stderr, / ! {5}main cannot be deleted/);
    await hello.git('commit', '-q', '--amend', '-m', 'rewritten');
    const forced = await hello.push('--force', 'rack', 'main');
    t.equal(forced.code, 1);
    t.match(forced.stderr, / ! {5}A force-push would rewrite main/);
    t.equal(await hello.remoteRef(), good);
    await hello.git('reset', '-q', '--hard', good);
  });

  await t.test('other branches and tags are stored, with the words how to deploy them', async (t) => {
    const before = rack.deploys.deployed.length;
    await hello.git('checkout', '-q', '-b', 'feature');
    const commit = await hello.commit({ 'web.js': 'feature' });
    await hello.git('tag', 'v1');
    const push = await hello.push('rack', 'feature', 'v1');
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /feature is stored, not deployed: this app deploys from main/);
    t.match(push.stderr, /git push rack feature:main/);
    t.match(push.stderr, /tags\/v1 is stored, not deployed/);
    t.equal(await hello.remoteRef('refs/heads/feature'), commit);
    t.equal(rack.deploys.deployed.length, before);
    const both = await hello.push('rack', 'feature:main', 'feature:copy');
    t.equal(both.code, 0, both.stderr);
    t.equal(rack.deploys.deployed.length, before + 1, 'one deploy for several refs');
    await hello.git('checkout', '-q', '-B', 'main', 'feature');
  });

  await t.test('a push needs a name that an app can have', async (t) => {
    const bad = await rack.clone('My_App', { 'web.js': '' });
    const push = await bad.push();
    t.not(push.code, 0);
    t.match(push.stderr, /"My_App" cannot be the name of an app/);
    t.match(push.stderr, /small letters/);
    const traversal = await rack.clone('../../etc', { 'web.js': '' });
    t.match((await traversal.push()).stderr, /cannot be the name of an app/);
  });

  await t.test('a look at an app that is not there makes none', async (t) => {
    const nobody = await rack.clone('nobody', { 'web.js': '' });
    const look = await nobody.git('ls-remote', 'rack');
    t.not(look.code, 0);
    t.match(look.stderr, /There is no app "nobody"/);
    t.equal((await nobody.push('--dry-run', 'rack', 'main')).code, 0);
    t.match((await nobody.git('ls-remote', 'rack')).stderr, /There is no app "nobody"/);
  });

  await t.test('a clone brings back what was pushed', async (t) => {
    const folder = join(rack.folder, 'again');
    t.equal((await hello.git('clone', '-q', `ssh://git@127.0.0.1:${rack.port}/hello.git`, folder)).code, 0);
    t.equal(await readFile(join(folder, 'web.js'), 'utf8'), 'feature');
  });

  await t.test('a shallow clone can push, and is told when its history is too short', async (t) => {
    const full = await rack.clone('full', { 'web.js': '1' });
    for (const text of ['2', '3']) await full.commit({ 'web.js': text });
    const folder = join(rack.folder, 'shallow');
    await run(['git', 'clone', '-q', '--depth', '1', `file://${full.folder}`, folder]);
    await full.git('-C', folder, 'remote', 'add', 'rack', `ssh://git@127.0.0.1:${rack.port}/shallow`);
    const first = await full.git('-C', folder, 'push', 'rack', 'main');
    t.equal(first.code, 0, first.stderr);
    const other = await rack.clone('shallow', { 'web.js': '1' });
    const forced = await other.push('--force', 'rack', 'main');
    t.equal(forced.code, 1);
    t.match(forced.stderr, /! {5}/);
  });

  await t.test('two pushes to one app: the second says that it waits, then builds on the first', async (t) => {
    const shared = await rack.clone('shared', { deploy: 'wait' });
    const one = shared.pushing();
    await poll(async () => rack.deploys.events.includes('waiting') || undefined);
    const commit = await shared.commit({ deploy: 'ok' });
    const two = shared.pushing();
    await poll(async () => two.output().includes('Waiting for the push of admin (1 ahead)') || undefined);
    rack.deploys.go();
    t.same([await one.exit, await two.exit], [0, 0], one.output() + two.output());
    t.equal(await shared.remoteRef(), commit);
  });

  await t.test('a waiting push that knows less than the one before it is declined without a deploy', async (t) => {
    const first = await rack.clone('rivals', { deploy: 'wait' });
    const second = await rack.clone('rivals', { deploy: 'ok', other: 'x' });
    const waiting = rack.deploys.events.length;
    const one = first.pushing();
    await poll(async () => rack.deploys.events.length > waiting || undefined);
    const two = second.pushing();
    await poll(async () => two.output().includes('(1 ahead)') || undefined);
    rack.deploys.go();
    t.same([await one.exit, await two.exit], [0, 1]);
    t.match(two.output(), /! {5}main moved to \w{7} while this push waited\..*pre-receive hook declined/s);
    t.equal(await first.remoteRef(), (await first.git('rev-parse', 'HEAD')).stdout.trim());
  });

  await t.test('Ctrl-C cancels the deploy and leaves nothing', async (t) => {
    const slow = await rack.clone('slow', { deploy: 'hang' });
    const push = slow.pushing();
    await poll(async () => push.output().includes('as told: hang') || undefined);
    t.equal((await rack.quarantines('slow')).length, 1);
    push.interrupt();
    await push.exit;
    await poll(async () => rack.deploys.events.includes('cancelled') || undefined);
    await poll(async () => ((await rack.quarantines('slow')).length === 0 ? true : undefined));
    t.equal(await slow.remoteRef(), '');
    await slow.commit({ deploy: 'ok' });
    t.equal((await slow.push()).code, 0, 'the next push works');
  });

  await t.test('a server that stops declines the pushes that run, and says so', async (t) => {
    const cut = await rack.clone('cut', { deploy: 'hang' });
    const push = cut.pushing();
    await poll(async () => push.output().includes('as told: hang') || undefined);
    await rack.closeDoor();
    t.equal(await push.exit, 1);
    t.match(push.output(), /! {5}The rack is being restarted.*pre-receive hook declined/s);
    t.same(await rack.quarantines('cut'), []);
  });
});
