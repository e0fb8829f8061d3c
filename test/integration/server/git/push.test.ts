import { join } from 'node:path';
import { run } from '../../../../lib/run.ts';
import { cloneOf, overBothDoors } from './doors.ts';

overBothDoors('pushes', async (t, door) => {
  const { rack } = door;
  const hello = await cloneOf(door, 'hello', { 'web.js': 'one', '.gitattributes': 'web.js export-ignore\n' });

  await t.test('the first push makes the app, streams what happens, and moves the ref', async (t) => {
    const push = await hello.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /remote: -----> Creating the app hello/);
    t.match(push.stderr, /remote: -----> Receiving main from admin: \w{7} change/);
    t.match(push.stderr, /remote: {8}web\.js/);
    t.match(push.stderr, /\[new branch\] +main -> main/);
    t.same(rack.deploys.deployed, [await hello.remoteRef()]);
    t.match(rack.store.audit.list({ app: 'hello' }), [{ who: 'admin', what: /push/, from: /127/, result: 'ok' }]);
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

  await t.test('a push of what is there already deploys nothing', async (t) => {
    const before = rack.deploys.deployed.length;
    const push = await hello.push();
    t.equal(push.code, 0);
    t.equal(push.stderr, 'Everything up-to-date\n');
    t.equal(rack.deploys.deployed.length, before);
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
  });

  await t.test('several refs at once make one deploy', async (t) => {
    const before = rack.deploys.deployed.length;
    const both = await hello.push('rack', 'feature:main', 'feature:copy');
    t.equal(both.code, 0, both.stderr);
    t.equal(rack.deploys.deployed.length, before + 1);
    await hello.git('checkout', '-q', '-B', 'main', 'feature');
  });

  await t.test('tags follow a push that deploys', async (t) => {
    await hello.commit({ 'web.js': 'two' });
    await hello.git('tag', '-am', 'Two', 'v2');
    t.equal((await hello.push('--follow-tags', 'rack', 'main')).code, 0);
    t.not(await hello.remoteRef('refs/tags/v2'), '');
  });

  await t.test('with --atomic one ref that is rejected takes the others along', async (t) => {
    await hello.commit({ 'web.js': 'three' });
    await hello.git('tag', 'v3');
    await hello.git('update-ref', 'refs/heads/behind', 'HEAD~2');
    const before = await hello.remoteRef();
    const push = await hello.push('--atomic', 'rack', 'behind:main', 'v3');
    t.equal(push.code, 1);
    t.match(push.stderr, /atomic push failed/);
    t.same([await hello.remoteRef(), await hello.remoteRef('refs/tags/v3')], [before, '']);
    const good = await hello.push('--atomic', 'rack', 'main', 'v3');
    t.equal(good.code, 0, good.stderr);
    t.same([await hello.remoteRef(), await hello.remoteRef('refs/tags/v3')], [await hello.head(), await hello.head()]);
  });

  await t.test('a declined deploy declines all refs of the push', async (t) => {
    await hello.commit({ deploy: 'fail' });
    const push = await hello.push('rack', 'main', 'main:other');
    t.equal(push.code, 1);
    t.equal(push.stderr.match(/\[remote rejected\].*pre-receive hook declined/g)?.length, 2);
    t.equal(await hello.remoteRef('refs/heads/other'), '');
    await hello.commit({ deploy: 'ok' });
  });

  await t.test('only a commit can be deployed', async (t) => {
    const before = await hello.remoteRef();
    await hello.git('tag', '-am', 'A tag', 'annotated');
    for (const object of ['annotated', 'HEAD^{tree}', 'HEAD:web.js']) {
      const push = await hello.push('rack', `${object}:refs/heads/main`);
      t.equal(push.code, 1, object);
      t.match(push.stderr, /rejected/);
    }
    t.equal(await hello.remoteRef(), before);
  });

  await t.test('a push needs a name that an app can have', async (t) => {
    const bad = await cloneOf(door, 'My_App', { 'web.js': '' });
    const push = await bad.push();
    t.equal(push.code, 128);
    t.match(push.stderr, /"My_App" cannot be the name of an app/);
    t.match(push.stderr, /small letters/);
  });

  await t.test('a look at an app that is not there makes none', async (t) => {
    const nobody = await cloneOf(door, 'nobody', { 'web.js': '' });
    const look = await nobody.git('ls-remote', 'rack');
    t.equal(look.code, 128);
    t.match(look.stderr, /There is no app "nobody"/);
    t.equal((await nobody.push('--dry-run', 'rack', 'main')).code, 0);
    t.match((await nobody.git('ls-remote', 'rack')).stderr, /There is no app "nobody"/);
    t.notOk(rack.store.apps.find('nobody'));
  });

  await t.test('a shallow clone can push, and is told when its history is too short', async (t) => {
    const full = await cloneOf(door, 'full', { 'web.js': '1' });
    for (const text of ['2', '3']) await full.commit({ 'web.js': text });
    const folder = join(rack.folder, 'shallow');
    await run(['git', 'clone', '-q', '--depth', '1', `file://${full.folder}`, folder]);
    await full.git('-C', folder, 'remote', 'add', 'rack', door.url('shallow'));
    const first = await full.git('-C', folder, 'push', 'rack', 'main');
    t.equal(first.code, 0, first.stderr);
    const second = await full.git('-C', folder, 'commit', '-q', '--allow-empty', '-m', 'more');
    t.equal(second.code, 0, second.stderr);
    t.equal((await full.git('-C', folder, 'push', 'rack', 'main')).code, 0, 'onto what it knows');
    const other = await cloneOf(door, 'shallow', { 'web.js': '1' });
    const forced = await other.push('--force', 'rack', 'main');
    t.equal(forced.code, 1);
    t.match(forced.stderr, /! {5}/);
  });
});
