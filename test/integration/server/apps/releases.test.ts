import t from 'tap';
import { TestRack } from '../rack.ts';

t.test('releases', async (t) => {
  const rack = await TestRack.start(t);
  const hello = await rack.clone('hello', { 'web.js': 'one' });
  await hello.push();
  const { store } = rack;
  const env = () => store.environments.get('hello');
  const live = () => store.releases.live('hello')!;
  await rack.ssh('env set hello A=1');
  await rack.ssh('env set hello A=2 B=x');

  await t.test('a rollback is a new release with the images and the environment of then', async (t) => {
    const rollback = await rack.ssh('rollback hello');
    t.equal(rollback.code, 0, rollback.stderr);
    t.match(rollback.stderr, '-----> Rolling back from v3 to v2 (Set A)');
    t.match(rollback.stderr, 'The environment becomes that of v2: A changed; B removed');
    t.match(live(), { version: 4, description: 'Rollback to v2', secrets: ['A'] });
    t.same(env(), { A: '1' });
    t.match(store.audit.list({ app: 'hello' }).at(-1), { what: 'rollback', who: 'admin', result: 'ok', detail: /^v4/ });
    t.notMatch(JSON.stringify(store.audit.list()), /"2"/);
  });

  await t.test('by itself it undoes what went live last, also a rollback', async (t) => {
    t.equal((await rack.ssh('rollback hello')).code, 0);
    t.same(env(), { A: '2', B: 'x' });
    t.match((await rack.ssh('releases hello')).stdout, /^v5 .* live .*Rollback to v3\nv4 .* past /m);
  });

  await t.test('what cannot be gone back to is said', async (t) => {
    const failed = { ...live(), id: 'RFAILEDXXX', state: 'failed' as const };
    store.releases.create(failed);
    t.match((await rack.ssh('rollback hello v6')).stderr, /v6 was never live \(it is failed\)/);
    t.match((await rack.ssh('rollback hello v99')).stderr, /hello has no release "v99"/);
    rack.deploys.imagesGone.add(store.releases.list('hello').find(({ version }) => version === 2)!.id);
    t.match((await rack.ssh('rollback hello v2')).stderr, /The image of v2 is not in the registry any more/);
    t.match((await rack.ssh('rollback hello v1 v2')).stderr, /one word too many/);
    await rack.ssh('create empty');
    t.match((await rack.ssh('rollback empty')).stderr, /empty has no live release yet/);
  });

  await t.test('an earlier release that goes live again is the one that is live', async (t) => {
    const promote = await rack.ssh('releases promote hello v3');
    t.equal(promote.code, 0, promote.stderr);
    t.equal(live().version, 3);
    t.match((await rack.ssh('releases promote hello v3')).stderr, /v3 is live already; nothing was changed/);
    t.match((await rack.ssh('rollback hello')).stderr, 'Rolling back from v3 to v5');
  });

  await t.test('a release that waits brings its environment along', async (t) => {
    const { id, version, ...made } = live();
    const waiting = store.releases.create({ ...made, id: 'RWAITINGXX', state: 'created', secrets: ['C'] });
    store.environments.keepOfRelease(waiting.id, { C: 'new' });
    const promote = await rack.ssh(`promote hello v${waiting.version}`);
    t.match(promote.stderr, `The environment becomes that of v${waiting.version}: C added; A, B removed`);
    t.same([live().id, env()], [waiting.id, { C: 'new' }]);
    t.equal((await rack.ssh(`promote hello v${version}`)).code, 0, id);
    const nothing = store.releases.create({ ...made, id: 'RNOTHINGXX', state: 'created', processes: {} });
    t.match((await rack.ssh(`promote hello v${nothing.version}`)).stderr, /there is nothing to run/);
  });

  await t.test('releases info and diff tell what they are; values are for those who may deploy', async (t) => {
    const info = await rack.ssh('releases info hello v3');
    t.match(info.stdout, /^Release: +v3 \(R[A-Z]{9}\)\n.*Set A, B\nState: +past\n/m);
    const diff = await rack.ssh('releases diff hello v1 v3');
    t.match(diff.stdout, /^v1 -> v3\nA: added\nB: added\nWhich variables have other values is not known/);
    t.match((await rack.ssh('releases diff hello v2 v3 --values')).stdout, 'A: "1" -> "2"\nB: "x" (added)\n');
    t.match((await rack.ssh('releases diff hello v3 v3')).stdout, 'Nothing differs.');
    await rack.ssh('developers add eve --role read --app hello');
    await rack.ssh('keys add eve', { input: await rack.makeKey('eve') });
    t.match((await rack.ssh('releases diff hello v2 v3', { key: 'eve' })).stdout, 'A: changed');
    t.match((await rack.ssh('releases diff hello v2 v3 --values', { key: 'eve' })).stderr, /needs the role deploy/);
  });
});

t.test('the environment', async (t) => {
  const rack = await TestRack.start(t);
  const hello = await rack.clone('hello', { 'web.js': 'one' });
  await hello.push();
  const count = () => rack.store.releases.list('hello').length;

  await t.test('what changes nothing makes no release', async (t) => {
    await rack.ssh('env set hello A=1');
    const before = count();
    const again = await rack.ssh('env set hello A=1');
    t.match(again, { code: 0, stderr: /The environment is like that already: there is no new release/ });
    t.equal(count(), before);
  });

  await t.test('a value comes back byte for byte', async (t) => {
    const bytes = String.fromCharCode(...Array.from({ length: 127 }, (_, index) => index + 1));
    const value = `${bytes}ž🐎\r\n{{resolve:ssm:x}} $HOME\n`;
    const set = await rack.ssh('env set hello ALL=-', { input: value });
    t.match(set, { code: 0, stderr: /ALL ends in a line break/ });
    t.equal((await rack.ssh('env get hello ALL')).stdout, value);
    await rack.ssh('create copy');
    const imported = await rack.ssh('env import copy', { input: (await rack.ssh('env hello --shell')).stdout });
    t.equal(imported.code, 0, imported.stderr);
    t.same(rack.store.environments.get('copy'), { A: '1', ALL: value });
    await rack.ssh('env import copy --json --replace', { input: '{"ONLY": "me"}' });
    t.same(rack.store.environments.get('copy'), { ONLY: 'me' });
  });

  await t.test('what a variable cannot hold, or Secrets Manager, is refused, and nothing is changed', async (t) => {
    const before = rack.store.environments.get('hello');
    t.match((await rack.ssh('env set hello A=-', { input: 'a\0b' })).stderr, /byte 0/);
    t.match((await rack.ssh('env set hello A=-', { input: 'x'.repeat(65_536) })).stderr, /65536 are the most/);
    t.match((await rack.ssh('env import hello --replace', { input: '# none\n' })).stderr, /all would be taken away/);
    t.match((await rack.ssh('env import hello', { input: 'A=1\nB\n' })).stderr, /Line 2 cannot be read/);
    t.match((await rack.ssh('env set hello A=1 "B C=2"')).stderr, /cannot be the name of a variable/);
    t.same(rack.store.environments.get('hello'), before);
  });
});
