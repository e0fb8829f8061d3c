import { join } from 'node:path';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { TestRack } from '../rack.ts';

t.test('what a push may do with refs', async (t) => {
  const rack = await TestRack.start(t);
  const hello = await rack.clone('hello', { 'web.js': 'one' });
  await hello.push();
  const deployed = () => rack.deploys.deployed.length;
  const headOf = async (app: string) => {
    const clone = await rack.clone(app, {});
    return (await clone.git('ls-remote', '--symref', 'rack', 'HEAD')).stdout.split('\t')[0];
  };

  await t.test('-o no-deploy stores, and says how to deploy it later', async (t) => {
    const before = deployed();
    const commit = await hello.commit({ 'web.js': 'two' });
    const push = await hello.push('-o', 'no-deploy', 'rack', 'main');
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, `remote: -----> main is stored at ${commit.slice(0, 7)}, not deployed (-o no-deploy)`);
    t.match(push.stderr, `To deploy it: ssh rack redeploy hello ${commit.slice(0, 7)}`);
    t.equal(await hello.remoteRef(), commit);
    t.equal(deployed(), before);
    t.match(rack.store.audit.list({ app: 'hello' }).at(-1), {
      what: 'push main',
      detail: `${commit.slice(0, 7)} -o no-deploy`,
      result: 'ok',
    });
    await hello.git('commit', '-q', '--amend', '-m', 'rewritten');
    t.match((await hello.push('-f', '-o', 'no-deploy', 'rack', 'main')).stderr, /A force-push would rewrite main/);
    await hello.git('reset', '-q', '--hard', commit);
  });

  await t.test('an option that is none is declined, with the one that was meant', async (t) => {
    await hello.commit({ 'web.js': 'three' });
    const push = await hello.push('-o', 'no-deplyo', 'rack', 'main');
    t.equal(push.code, 1);
    t.match(push.stderr, /! {5}There is no push option "no-deplyo"\.\s+remote: {8}Did you mean -o no-deploy\?/);
    t.match(push.stderr, /\[remote rejected\] main -> main \(pre-receive hook declined\)/);
    t.match((await hello.push('-o', 'ci.skip', 'rack', 'main')).stderr, /There are -o supersede and -o no-deploy/);
    t.match(rack.store.audit.list({ app: 'hello' }).at(-1), { detail: /-o ci\.skip$/, result: /no push option/ });
    t.equal((await hello.push()).code, 0, 'the same commit can be pushed');
  });

  await t.test('branches and tags are neither rewritten nor deleted, until the app is set so', async (t) => {
    await hello.git('checkout', '-q', '-b', 'feature');
    const commit = await hello.commit({ 'web.js': 'feature' });
    await hello.git('tag', 'v1');
    t.equal((await hello.push('rack', 'feature', 'v1')).code, 0);
    await hello.git('commit', '-q', '--amend', '-m', 'rewritten');
    await hello.git('tag', '-f', 'v1');
    const forced = await hello.push('--force', 'rack', 'feature');
    t.equal(forced.code, 1);
    t.match(forced.stderr, /A force-push would rewrite feature, as all branches and tags of this app are protected/);
    t.match(forced.stderr, /ssh rack set hello protect=deploy/);
    t.match((await hello.push('--force', 'rack', 'v1')).stderr, /tags\/v1 is there already, at \w{7}/);
    t.match((await hello.push('rack', ':feature')).stderr, /feature cannot be deleted/);
    t.match((await hello.push('rack', ':v1')).stderr, /tags\/v1 cannot be deleted/);
    t.equal(await hello.remoteRef('refs/heads/feature'), commit);

    await rack.ssh('set hello protect=deploy');
    t.equal((await hello.push('--force', 'rack', 'feature', 'v1')).code, 0);
    t.equal(await hello.remoteRef('refs/heads/feature'), await hello.head());
    const gone = await hello.push('rack', ':feature', ':v1');
    t.equal(gone.code, 0, gone.stderr);
    t.match(gone.stderr, /feature is deleted; the app runs on as it is/);
    t.match((await hello.push('rack', ':main')).stderr, /main cannot be deleted: this app deploys from it/);
    await rack.ssh('unset hello protect');
    await hello.git('checkout', '-q', 'main');
  });

  await t.test('one ref that may not be declines all of the push', async (t) => {
    const good = await hello.remoteRef();
    await hello.commit({ 'web.js': 'four' });
    const before = deployed();
    for (const more of [[], ['--atomic']]) {
      const push = await hello.push(...more, 'rack', 'main', 'main:fresh', '+main~1:refs/heads/fresh2', ':main2');
      t.not(push.code, 0);
    }
    await hello.git('branch', '-q', 'stay', 'main~1');
    t.equal((await hello.push('rack', 'stay')).code, 0);
    const push = await hello.push('rack', 'main', ':stay');
    t.equal(push.code, 1);
    t.match(push.stderr, /remote rejected\] main -> main .*remote rejected\] stay/s);
    t.equal(deployed(), before, 'nothing was built for it');
    t.equal(await hello.remoteRef(), good);
    t.equal((await hello.push()).code, 0);
  });

  await t.test('main and master at once: main is deployed, and is what a clone checks out', async (t) => {
    const both = await rack.clone('both', { a: '1' });
    await both.git('branch', 'master');
    const before = deployed();
    const push = await both.push('--atomic', 'rack', 'master', 'main');
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /master is stored, not deployed: this app deploys from main/);
    t.equal(deployed(), before + 1);
    t.equal(await headOf('both'), 'ref: refs/heads/main');
    const old = await rack.clone('old', { a: '1' });
    t.equal((await old.push('rack', 'main:master')).code, 0);
    t.equal(await headOf('old'), 'ref: refs/heads/master');
  });

  await t.test('tags that follow, notes, and all that a mirror carries are stored', async (t) => {
    const mirror = await rack.clone('mirror', { a: '1' });
    await mirror.git('tag', '-a', '-m', 'first', 'v1');
    const push = await mirror.push('--follow-tags', 'rack', 'main');
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /tags\/v1 is stored, not deployed/);
    await mirror.git('notes', 'add', '-m', 'a note');
    await mirror.git('update-ref', 'refs/pull/1/head', 'HEAD');
    const all = await mirror.push('--mirror', 'rack');
    t.equal(all.code, 0, all.stderr);
    t.match(all.stderr, /notes\/commits is stored, not deployed/);
    t.match((await mirror.git('ls-remote', 'rack')).stdout, /refs\/pull\/1\/head/);
    await mirror.git('notes', 'add', '-f', '-m', 'another');
    t.equal((await mirror.push('--force', 'rack', 'refs/notes/*:refs/notes/*')).code, 0, 'notes are not protected');
  });

  await t.test("the rack's own refs are not to be seen or moved", async (t) => {
    const before = deployed();
    await hello.commit({ 'web.js': 'five' });
    const push = await hello.push('rack', 'main', 'main:refs/rack/tarballs/x');
    t.equal(push.code, 1);
    t.match(push.stderr, /! {5}refs\/rack\/tarballs\/x cannot be pushed: refs\/rack is the rack's own/);
    t.equal(deployed(), before);
    t.equal((await hello.push()).code, 0);
    await run(['git', '-C', join(rack.folder, 'repos', 'hello.git'), 'update-ref', 'refs/rack/x', 'refs/heads/main']);
    t.notMatch((await hello.git('ls-remote', 'rack')).stdout, /refs\/rack/);
  });

  await t.test('what is no commit is not deployed', async (t) => {
    const odd = await rack.clone('odd', { a: '1' });
    const push = await odd.push('rack', 'HEAD:refs/heads/feature', 'HEAD^{tree}:refs/tags/tree');
    t.equal(push.code, 0, push.stderr);
    t.match(
      (await odd.push('rack', 'HEAD^{tree}:refs/heads/main')).stderr,
      /main would not point at a commit|non-commit object/,
    );
    t.equal(await odd.remoteRef(), '');
  });

  await t.test('nothing to push asks nobody and makes nothing', async (t) => {
    const before = rack.store.audit.list().length;
    const push = await hello.push();
    t.match(push.stderr, /Everything up-to-date/);
    t.equal(push.code, 0);
    t.equal(rack.store.audit.list().length, before);
  });
});
