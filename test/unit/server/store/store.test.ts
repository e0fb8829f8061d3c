import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newId } from '../../../../server/model/release.ts';
import { openSeal } from '../../../../server/store/seal.ts';
import { openStore, type Store } from '../../../../server/store/store.ts';

const open = (folder: string) => openStore(join(folder, 'rack.db'), openSeal(join(folder, 'secret.key')));

function release(store: Store, app: string, state: 'live' | 'deploying' | 'failed' | 'created') {
  const made = {
    commit: 'abc',
    build: undefined,
    origin: { kind: 'commit' as const },
    image: 'i@sha256:1',
    processes: { web: { command: null, port: 3000 } },
    phases: { release: 'migrate' },
    timers: { nightly: { schedule: '0 3 * * *', command: 'clean', process: 'web' } },
    variables: { KEY: { generator: 'secret' as const, required: false } },
    secrets: ['A'],
  };
  return store.releases.create({ id: newId('R'), app, createdBy: 'ada', description: 'Deploy', state, ...made });
}

t.test('an app gets the smallest free priority', async (t) => {
  const store = open(t.testdir());
  t.teardown(() => store.close());
  for (const name of ['a', 'b', 'c']) store.apps.create({ name, createdBy: 'ada' });
  store.apps.remove('b');
  t.equal(store.apps.create({ name: 'd', createdBy: 'ada' }).priority, 2);
  t.same(
    store.apps.list().map(({ name, priority }) => [name, priority]),
    [
      ['a', 1],
      ['c', 3],
      ['d', 2],
    ],
  );
});

t.test('a process gets a priority once, and no other process or app has the same', async (t) => {
  const store = open(t.testdir());
  t.teardown(() => store.close());
  store.apps.create({ name: 'a', createdBy: 'ada' });
  t.equal(store.apps.priorityOf('a', 'admin'), 2);
  t.equal(store.apps.create({ name: 'b', createdBy: 'ada' }).priority, 3);
  t.equal(store.apps.priorityOf('b', 'admin'), 4);
  t.equal(store.apps.priorityOf('a', 'admin'), 2, 'kept');
  store.apps.remove('a');
  t.equal(store.apps.priorityOf('b', 'api'), 1);
  t.equal(store.apps.priorityOf('b', 'docs'), 2, 'free again with its app');
});

t.test('a host name is one app’s, until that app gives it back or goes', async (t) => {
  const { apps, domains, close } = open(t.testdir());
  t.teardown(close);
  for (const name of ['a', 'b']) apps.create({ name, createdBy: 'ada' });
  t.same(domains.claim('a', ['one.test', 'two.test']), []);
  t.same(domains.claim('a', ['one.test']), [], 'it has it already');
  t.same(domains.claim('b', ['three.test', 'two.test']), [{ name: 'two.test', app: 'a' }]);
  t.same(domains.claim('a', ['three.test']), [], 'all or none');
  domains.keep('a', ['one.test']);
  t.same(domains.claim('b', ['two.test', 'three.test']), []);
  apps.remove('a');
  t.same(domains.claim('b', ['one.test']), []);
});

t.test('hosts that somebody has added outlast releases, and a wildcard is all hosts below', async (t) => {
  const store = open(t.testdir());
  t.teardown(() => store.close());
  const { apps, domains, adjustments } = store;
  for (const name of ['a', 'b']) apps.create({ name, createdBy: 'ada' });
  domains.claim('a', ['*.test', 'declared.example']);
  domains.keep('a', ['declared.example']);
  domains.add('a', { name: '*.test', process: 'web', addedBy: 'ada' });
  domains.keep('a', []);
  t.same(adjustments.of('a').hosts, { web: ['*.test'] });
  t.same(domains.claim('b', ['one.test', 'declared.example']), [{ name: 'one.test', app: 'a' }]);
  t.same(domains.claim('b', ['declared.example']), []);
  domains.add('b', { name: '*.test', process: 'web', addedBy: 'bob' });
  t.same(domains.added('b'), [], 'a host of another app is not taken over');
  domains.remove('a', '*.test');
  domains.keep('a', []);
  t.same(domains.claim('b', ['one.test']), []);
});

t.test('an earlier release that goes live again is live, and one that fails to is as it was', async (t) => {
  const store = open(t.testdir());
  t.teardown(() => store.close());
  store.apps.create({ name: 'a', createdBy: 'ada' });
  const [first, second] = [release(store, 'a', 'live'), release(store, 'a', 'live')];
  // They are told apart by the millisecond.
  for (const now = Date.now(); Date.now() === now; );
  store.releases.setState(first.id, 'live');
  t.equal(store.releases.live('a')?.id, first.id);
  store.releases.setState(second.id, 'deploying');
  store.releases.notLive(second.id);
  t.equal(store.releases.find(second.id)?.state, 'live');
  t.same(
    store.releases.everLive('a').map(({ id }) => id),
    [first.id, second.id],
  );
});

t.test('releases count up within their app, and the newest live one is the live one', async (t) => {
  const store = open(t.testdir());
  t.teardown(() => store.close());
  for (const name of ['a', 'b']) store.apps.create({ name, createdBy: 'ada' });
  const first = release(store, 'a', 'live');
  release(store, 'b', 'live');
  const failed = release(store, 'a', 'failed');
  t.equal(failed.version, 2);
  t.same(store.releases.live('a'), first);
  t.same(store.releases.list('a'), [failed, first]);
});

t.test('what a crash cut short has failed at the next start', async (t) => {
  const folder = t.testdir();
  const store = open(folder);
  store.apps.create({ name: 'a', createdBy: 'ada' });
  release(store, 'a', 'live');
  const { id } = release(store, 'a', 'deploying');
  store.builds.create({ id: 'BAAAAAAAAA', app: 'a', unit: 'app', commit: 'abc', createdBy: 'ada' });
  store.builds.setBases('BAAAAAAAAA', [{ image: 'node:22', digest: 'sha256:1' }]);
  store.close();
  const again = open(folder);
  t.teardown(() => again.close());
  t.same(again.interrupted, ['a']);
  t.equal(again.releases.find(id)?.state, 'failed');
  t.match(again.builds.list('a'), [{ state: 'failed', reason: 'the server was restarted', endedAt: String }]);
  t.same(again.builds.find('BAAAAAAAAA')?.bases, [{ image: 'node:22', digest: 'sha256:1' }]);
});

t.test('the environment is sealed on disk, and its key is for the owner alone', async (t) => {
  const folder = t.testdir();
  const store = open(folder);
  store.apps.create({ name: 'a', createdBy: 'ada' });
  t.same(store.environments.get('a'), {});
  store.environments.set('a', { PASSWORD: 'correct horse' });
  store.close();
  t.equal(statSync(join(folder, 'secret.key')).mode & 0o777, 0o600);
  t.notOk(readFileSync(join(folder, 'rack.db')).includes('correct horse'));
  const again = open(folder);
  t.teardown(() => again.close());
  t.same(again.environments.get('a'), { PASSWORD: 'correct horse' });
});

t.test('the seal has a word for a name that stays, and that another key does not have', async (t) => {
  const folder = t.testdir({ other: {} });
  const word = (path: string, name: string) => openSeal(join(folder, path)).wordFor(name);
  t.match(word('secret.key', 'shop'), /^[0-9a-f]{32}$/);
  t.equal(word('secret.key', 'shop'), word('secret.key', 'shop'));
  t.not(word('secret.key', 'shop'), word('secret.key', 'blog'));
  t.not(word('secret.key', 'shop'), word('other/secret.key', 'shop'));
});

t.test('a developer takes the keys along, the audit log stays', async (t) => {
  const store = open(t.testdir());
  t.teardown(() => store.close());
  store.developers.create({ name: 'ada', role: 'deploy', apps: 'all' });
  store.keys.add({ developer: 'ada', fingerprint: 'SHA256:x', publicKey: 'ssh-ed25519 A', comment: '' });
  store.audit.record({ who: 'ada', what: 'push main', app: 'a', result: 'ok' });
  store.developers.remove('ada');
  t.same(store.keys.list(), []);
  t.match(store.audit.list({ app: 'a' }), [{ who: 'ada', what: 'push main', from: undefined }]);
  t.same(store.audit.list({ app: 'b' }), []);
});
