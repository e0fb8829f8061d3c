import t from 'tap';
import { TestRack } from '../rack.ts';

t.test('the settings of an app', async (t) => {
  const rack = await TestRack.start(t);
  const hello = await rack.clone('hello', { 'web.js': 'one' });
  await hello.push();

  await t.test('are listed with what they mean, also those that have their standard', async (t) => {
    const settings = await rack.ssh('settings hello');
    t.equal(settings.code, 0, settings.stderr);
    t.match(settings.stdout, /^deploy-branch +\(main or master\) +the branch whose pushes deploy$/m);
    t.match(JSON.parse((await rack.ssh('settings hello --json')).stdout), [
      { name: 'build-dir', standard: 'the whole tree' },
      { name: 'build-env', standard: 'none' },
      { name: 'deploy-branch', standard: 'main or master' },
      { name: 'dockerfile', standard: 'Dockerfile, where there is one' },
      { name: 'languages' },
      { name: 'procfile' },
      { name: 'protect', standard: 'all' },
    ]);
  });

  await t.test('another deploy branch deploys, main does not any more, and a fresh clone checks it out', async (t) => {
    const set = await rack.ssh('set hello deploy-branch=live');
    t.equal(set.code, 0, set.stderr);
    t.match(set.stderr, /Deploy it: git push rack live/);
    t.match((await rack.ssh('info hello')).stdout, /^Branch: +live$/m);
    await hello.commit({ 'web.js': 'two' });
    const before = rack.deploys.deployed.length;
    const main = await hello.push();
    t.match(main.stderr, /main is stored, not deployed: this app deploys from live/);
    t.equal(rack.deploys.deployed.length, before);
    const live = await hello.push('rack', 'main:live');
    t.equal(live.code, 0, live.stderr);
    t.equal(rack.deploys.deployed.length, before + 1);
    t.match((await hello.git('ls-remote', '--symref', 'rack', 'HEAD')).stdout, /ref: refs\/heads\/live\tHEAD/);
    t.match((await hello.push('rack', ':live')).stderr, /live cannot be deleted: this app deploys from it/);
  });

  await t.test('a deploy branch that is stored already is not deployed, and the answer says how', async (t) => {
    const before = rack.deploys.deployed.length;
    const unset = await rack.ssh('unset hello deploy-branch');
    const commit = (await hello.remoteRef()).slice(0, 7);
    t.match(unset.stderr, `main is stored at ${commit}. To deploy that: ssh rack redeploy hello ${commit}`);
    t.equal(rack.deploys.deployed.length, before);
    t.match((await hello.git('ls-remote', '--symref', 'rack', 'HEAD')).stdout, /ref: refs\/heads\/main\tHEAD/);
  });

  await t.test('what cannot be is refused by name, and nothing of the line is kept', async (t) => {
    for (const branch of ['..', '-x', 'a..b', 'refs/heads/x', 'HEAD', 'a b', 'a.lock', '']) {
      const refused = await rack.ssh(`set hello protect=deploy 'deploy-branch=${branch}'`);
      t.equal(refused.code, 1, branch);
      t.match(refused.stderr, /deploy-branch cannot be "/);
    }
    t.match((await rack.ssh('set hello protect=none')).stderr, /protect cannot be "none"\.\n.*Use all or deploy/);
    t.match(
      (await rack.ssh('set hello deploi-branch=x')).stderr,
      /no setting "deploi-branch".*Did you mean deploy-branch/s,
    );
    t.equal((await rack.ssh('set hello protect')).code, 2);
    t.equal((await rack.ssh('unset hello')).code, 2);
    t.same(rack.store.apps.find('hello')?.settings, {});
  });

  t.match(
    rack.store.audit.list({ app: 'hello' }).filter(({ what }) => /^(un)?set /.test(what)),
    [
      { who: 'admin', what: 'set deploy-branch=live', result: 'ok' },
      { what: 'unset deploy-branch', result: 'ok' },
    ],
  );

  await t.test('languages are those of the rack', async (t) => {
    const unknown = await rack.ssh('set hello languages=node,cobol');
    t.equal(unknown.code, 1);
    t.match(unknown.stderr, /languages cannot be "node,cobol"\.[\s\S]*Use .*node/);
    t.equal((await rack.ssh('set hello languages=node')).code, 0);
    t.equal((await rack.ssh('unset hello languages')).code, 0);
  });
});
