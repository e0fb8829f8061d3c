import t from 'tap';
import { TestRack } from '../rack.ts';

t.test('redeploys', async (t) => {
  const rack = await TestRack.start(t);
  const hello = await rack.clone('hello', { 'web.js': 'one' });
  await hello.push();
  const first = await hello.remoteRef();
  await hello.git('checkout', '-q', '-b', 'feature');
  const feature = await hello.commit({ 'web.js': 'feature' });
  await hello.git('tag', '-a', '-m', 'tested', 'tested');
  await hello.push('rack', 'feature', 'tested');

  await t.test('a branch, a tag and a short id are built without a push, and main stays where it is', async (t) => {
    for (const what of ['feature', 'tested', 'refs/heads/feature', feature, feature.slice(0, 7).toUpperCase()]) {
      const before = rack.deploys.deployed.length;
      const redeploy = await rack.ssh(`redeploy hello ${what} --build`);
      t.equal(redeploy.code, 0, redeploy.stderr);
      t.match(redeploy.stderr, `-----> Redeploying ${feature.slice(0, 7)} change`);
      t.match(redeploy.stderr, `main stays at ${first.slice(0, 7)}`);
      t.same(rack.deploys.deployed.slice(before), [feature], what);
    }
    t.equal(await hello.remoteRef(), first);
    t.match(rack.store.audit.list({ app: 'hello' }).at(-1), { what: /^redeploy /, who: 'admin', result: 'ok' });
  });

  await t.test('info says that main is not what runs', async (t) => {
    t.match(
      (await rack.ssh('info hello')).stdout,
      `Commit:    ${feature.slice(0, 7)}; main is at ${first.slice(0, 7)}`,
    );
  });

  await t.test('a commit that was built is not built again while its image is there', async (t) => {
    const before = rack.deploys.deployed.length;
    const redeploy = await rack.ssh(`redeploy hello ${first}`);
    t.equal(redeploy.code, 0, redeploy.stderr);
    t.match(redeploy.stderr, /It was built for v1; --build builds it anew/);
    t.equal(rack.deploys.deployed.length, before);
    t.equal(rack.store.releases.live('hello')?.commit, first);
    for (const { id } of rack.store.releases.list('hello')) rack.deploys.imagesGone.add(id);
    const again = await rack.ssh(`redeploy hello ${first}`);
    t.equal(again.code, 0, again.stderr);
    t.same(rack.deploys.deployed.slice(before), [first]);
  });

  await t.test('a release is deployed as its image, as long as that is there', async (t) => {
    const [live] = rack.store.releases.list('hello');
    const redeploy = await rack.ssh(`redeploy hello v${live?.version}`);
    t.equal(redeploy.code, 0, redeploy.stderr);
    t.match(redeploy.stderr, /Taking the image of v\d+ \(.*\), with the environment of now/);
    const gone = await rack.ssh('redeploy hello v1');
    t.equal(gone.code, 1);
    t.match(gone.stderr, /The image of v1 is not in the registry any more/);
    t.match(gone.stderr, `ssh rack redeploy hello ${first.slice(0, 7)} --build`);
  });

  await t.test('without a word the live release runs once more', async (t) => {
    const { commit } = rack.store.releases.live('hello')!;
    t.equal((await rack.ssh('redeploy hello')).code, 0);
    t.equal(rack.store.releases.live('hello')?.commit, commit);
    const before = rack.deploys.deployed.length;
    t.equal((await rack.ssh('redeploy hello --build')).code, 0);
    t.same(rack.deploys.deployed.slice(before), [commit]);
  });

  await t.test('what names no commit, or several, is refused with what may have been meant', async (t) => {
    await hello.git('branch', 'v1');
    await hello.git('tag', 'feature');
    await hello.push('rack', 'v1', 'refs/tags/feature');
    const blob = (await hello.git('rev-parse', 'HEAD:web.js')).stdout.trim();
    await hello.git('tag', 'file', blob);
    await hello.push('rack', 'refs/tags/file');
    for (const [what, answer] of [
      ['featur', /There is no commit, branch or tag "featur".*\n.*Did you mean feature\?/],
      ['deadbeef', /There is no commit.*\n.*Branches and tags here: feature, main/],
      ['feature', /"feature" may mean each of\n.*refs\/heads\/feature \(\w+ change\)\n.*refs\/tags\/feature/],
      ['v1', /"v1" is a release and a branch or tag\.\n.*Say R[A-Z]{9} for the release/],
      ['v99', /There is no commit, branch or tag "v99"/],
      [blob, /There is no commit/],
      ['file', /file does not point at a commit/],
      ['main~1', /There is no commit/],
      ['HEAD', /There is no commit/],
      ["':/change'", /There is no commit/],
      ["-- '--upload-pack=x'", /There is no commit/],
      ["'../other'", /There is no commit/],
      ['a b', /one word too many/],
    ] as const) {
      const redeploy = await rack.ssh(`redeploy hello ${what}`);
      t.not(redeploy.code, 0, what);
      t.match(redeploy.stderr, answer, what);
    }
    const release = rack.store.releases.list('hello').find(({ version }) => version === 1)!;
    rack.deploys.imagesGone.clear();
    t.equal((await rack.ssh(`redeploy hello ${release.id}`)).code, 0);
  });

  await t.test('who may not deploy, or not see the app, learns nothing', async (t) => {
    await rack.ssh('developers add eve --app own');
    await rack.ssh('keys add eve', { input: await rack.makeKey('eve') });
    const hidden = await rack.ssh('redeploy hello feature', { key: 'eve' });
    const unknown = await rack.ssh('redeploy nobody feature', { key: 'eve' });
    t.equal(hidden.stderr.replace(/hello/g, 'nobody'), unknown.stderr);
    t.match(unknown.stderr, /There is no app "nobody"/);
  });
});
