import { cloneOf, eventually, overBothDoors } from './doors.ts';

overBothDoors('what a push may do', async (t, door) => {
  const { rack } = door;
  const hello = await cloneOf(door, 'hello', { 'web.js': 'one' });
  await hello.commit({ 'web.js': 'two' });
  await hello.git('branch', 'side');
  await hello.git('tag', 'v1');
  const first = await hello.push('rack', 'main', 'side', 'v1');
  t.equal(first.code, 0, first.stderr);

  /** Pushes that move a ref back, or away. */
  const harm = (ref: string) => [
    ['--force', 'rack', `HEAD~1:${ref}`],
    [`--force-with-lease=${ref}`, 'rack', `+HEAD~1:${ref}`],
    ['--delete', 'rack', ref],
  ];

  await t.test('no ref can be deleted or rewritten, as long as nobody has allowed it', async (t) => {
    for (const ref of ['refs/heads/main', 'refs/heads/side', 'refs/tags/v1'])
      for (const args of harm(ref)) {
        const push = await hello.push(...args);
        t.equal(push.code, 1, args.join(' '));
        t.match(push.stderr, /remote: {2}! {5}.*\[remote rejected\].*pre-receive hook declined/s);
        t.equal(await hello.remoteRef(ref), await hello.head());
      }
  });

  await t.test('branches and tags that do not deploy can be, where that is set; the deploy branch never', async (t) => {
    t.equal((await rack.ssh('set hello protect=deploy')).code, 0);
    for (const ref of ['refs/heads/side', 'refs/tags/v1']) {
      for (const args of harm(ref)) {
        const push = await hello.push(...args);
        t.equal(push.code, 0, `${args.join(' ')}: ${push.stderr}`);
        await hello.git('fetch', '-q', 'rack', '+refs/heads/*:refs/remotes/rack/*');
      }
      t.equal(await hello.remoteRef(ref), '');
    }
    for (const args of harm('refs/heads/main')) t.equal((await hello.push(...args)).code, 1, args.join(' '));
  });

  await t.test('another branch deploys when that is set, and a clone checks it out', async (t) => {
    await hello.push('rack', 'main:live');
    t.equal((await rack.ssh('set hello deploy-branch=live')).code, 0);
    const before = rack.deploys.deployed.length;
    const commit = await hello.commit({ 'web.js': 'three' });
    t.match((await hello.push('rack', 'main')).stderr, /main is stored, not deployed: this app deploys from live/);
    t.equal(rack.deploys.deployed.length, before);
    const push = await hello.push('rack', 'main:live');
    t.equal(push.code, 0, push.stderr);
    t.equal(rack.deploys.deployed.at(-1), commit);
    t.match((await hello.git('ls-remote', '--symref', 'rack', 'HEAD')).stdout, /refs\/heads\/live/);
    t.equal((await rack.ssh('unset hello deploy-branch')).code, 0);
  });

  await t.test('-o no-deploy only stores', async (t) => {
    const before = rack.deploys.deployed.length;
    const commit = await hello.commit({ 'web.js': 'four' });
    const push = await hello.push('-o', 'no-deploy', 'rack', 'main');
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, new RegExp(`ssh rack redeploy hello ${commit.slice(0, 7)}`));
    t.equal(await hello.remoteRef(), commit);
    t.equal(rack.deploys.deployed.length, before);
    const later = await rack.ssh(`redeploy hello ${commit.slice(0, 7)}`);
    t.equal(later.code, 0, later.stderr);
  });

  await t.test('an option that there is not is declined, and the one that was meant is named', async (t) => {
    const push = await hello.push('-o', 'no-deplyo', 'rack', 'main:optional');
    t.equal(push.code, 1);
    t.match(push.stderr, /There is no push option "no-deplyo".*Did you mean -o no-deploy.*\[remote rejected\]/s);
    t.equal(await hello.remoteRef('refs/heads/optional'), '');
  });

  await t.test('-o supersede takes the place of the pushes that wait', async (t) => {
    const gates = rack.deploys.events.length;
    await hello.commit({ deploy: 'wait' });
    const running = hello.pushing();
    await eventually('the deploy waits', () => rack.deploys.events.length > gates);
    await hello.commit({ deploy: 'ok', at: '2' });
    const waiting = hello.pushing();
    await waiting.until('(1 ahead)');
    const commit = await hello.commit({ deploy: 'ok', at: '3' });
    const hurry = hello.pushing('-o', 'supersede', 'rack', 'main');
    t.equal(await waiting.exit, 1);
    t.match(waiting.output(), new RegExp(`Superseded by the push of admin \\(${commit.slice(0, 7)}\\).*rejected`, 's'));
    await hurry.until('(1 ahead)');
    rack.deploys.go();
    t.same([await running.exit, await hurry.exit], [0, 0], hurry.output());
    t.equal(await hello.remoteRef(), commit);
  });

  await t.test('main and master at once make one deploy; a mirror is stored but for what is hidden', async (t) => {
    const before = rack.deploys.deployed.length;
    const both = await hello.push('rack', 'main:master', 'main:main');
    t.equal(both.code, 0, both.stderr);
    t.ok(rack.deploys.deployed.length <= before + 1);
    const copy = await cloneOf(door, 'copy', { 'web.js': 'one' });
    await copy.git('tag', 'v1');
    const mirror = await copy.push('--mirror', 'rack');
    t.equal(mirror.code, 0, mirror.stderr);
    t.equal(rack.deploys.deployed.at(-1), await copy.head());
    const hidden = await copy.push('rack', 'main:refs/rack/mine');
    t.equal(hidden.code, 1);
    t.match(hidden.stderr, /rejected/);
  });
});
