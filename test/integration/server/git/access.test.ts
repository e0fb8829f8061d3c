import { join } from 'node:path';
import type { Test } from 'tap';
import type { Clone } from '../clone.ts';
import { cloneOf, type Door, overBothDoors } from './doors.ts';

/** Exit code and words of a client that was shown the door. */
const UNKNOWN = /There is no app "(\w+)"/;

overBothDoors('who may', async (t, door) => {
  const { rack } = door;
  const hello = await cloneOf(door, 'hello', { 'web.js': 'one' });
  t.equal((await hello.push()).code, 0);

  await t.test('an app that is not granted answers as one that is not there', async (t) => {
    await door.join('bob', { apps: ['other'] });
    const heard = [];
    for (const app of ['hello', 'nosuch']) {
      const clone = await cloneOf(door, app, { 'web.js': 'bob' }, 'bob');
      for (const git of [() => clone.git('ls-remote', 'rack'), () => clone.push()]) {
        const { code, stderr } = await git();
        t.equal(code, 128);
        t.match(stderr, UNKNOWN);
        heard.push(stderr.replaceAll(app, 'APP'));
      }
    }
    t.same(heard.slice(0, 2), heard.slice(2), 'to the letter');
    t.notOk(rack.store.apps.find('nosuch'));
    const own = await cloneOf(door, 'other', { 'web.js': 'bob' }, 'bob');
    t.equal((await own.push()).code, 0, 'his own is made by his push');
  });

  await t.test('a role that may only read fetches, and cannot push', async (t) => {
    await door.join('eve', { role: 'read' });
    const clone = await cloneOf(door, 'hello', { 'web.js': 'eve' }, 'eve');
    t.equal((await clone.git('fetch', 'rack')).code, 0);
    const push = await clone.push('--force', 'rack', 'main');
    t.equal(push.code, 128);
    t.match(push.stderr, /eve has the role read, and a push needs the role deploy/);
    t.equal(await hello.remoteRef(), await hello.head());
  });

  await t.test('who has no access any more is let in no more', async (t) => {
    await door.join('carol');
    const clone = await cloneOf(door, 'hello', {}, 'carol');
    t.equal((await clone.git('ls-remote', 'rack')).code, 0);
    await door.expel('carol');
    const refused = await clone.git('ls-remote', 'rack');
    t.equal(refused.code, 128);
    t.match(refused.stderr, { ssh: /Permission denied/, http: /Authentication failed/ }[door.name]);
  });

  await t.test('the forms that remotes have', async (t) => {
    for (const url of forms(door)) await answers(t, hello, url);
  });

  if (door.name === 'ssh')
    await t.test('the short forms of SSH', async (t) => {
      const env = { GIT_SSH_COMMAND: rack.sshArguments().join(' ') };
      for (const path of ['hello', 'hello.git', '/hello']) await answers(t, hello, `git@127.0.0.1:${path}`, env);
    });

  if (door.name === 'http') await t.test('tokens', (t) => tokens(t, door, hello));
});

// Private

async function answers(t: Test, clone: Clone, url: string, env: Record<string, string> = {}): Promise<void> {
  const { code, stdout, stderr } = await clone.with(env).git('ls-remote', url, 'refs/heads/main');
  t.equal(code, 0, `${url}: ${stderr}`);
  t.match(stdout, /refs\/heads\/main/);
}

function forms({ name, port }: Door): string[] {
  const host = `127.0.0.1:${port}`;
  if (name === 'http') return ['hello', 'hello.git', 'hello/', 'hello.git/'].map((path) => `http://${host}/${path}`);
  return ['hello', 'hello.git', 'hello/', 'hello.git/'].map((path) => `ssh://git@${host}/${path}`);
}

/** What holds for tokens alone. */
async function tokens(t: Test, { rack }: Door, hello: Clone): Promise<void> {
  const using = (url: string) => hello.with({ GIT_ASKPASS: 'false' }).git('ls-remote', url, 'refs/heads/main');
  const bare = rack.httpUrl('hello').replace('http://', '');

  await t.test('a token is the password, or the user name', async (t) => {
    const token = rack.token('admin');
    for (const who of [`ada:${token}`, `${token}:`, `${token}:x-oauth-basic`]) {
      const { code, stderr } = await using(`http://${who}@${bare}`);
      t.equal(code, 0, stderr);
    }
    const bearer = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_ASKPASS: 'false' };
    await answers(t, hello, `http://${bare}`, { ...bearer, GIT_CONFIG_VALUE_0: `Authorization: Bearer ${token}` });
  });

  await t.test('a credential helper keeps it, and forgets it when it is refused', async (t) => {
    const file = join(rack.folder, 'credentials');
    const token = rack.token('admin');
    const store = hello.with({
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'credential.helper',
      GIT_CONFIG_VALUE_0: `store --file=${file}`,
    });
    const asked = await store.with({ GIT_ASKPASS: join(rack.folder, 'admin.askpass') }).git('ls-remote', 'rack');
    t.equal(asked.code, 0, asked.stderr);
    const alone = store.with({ GIT_ASKPASS: 'false' });
    t.equal((await alone.git('ls-remote', 'rack')).code, 0, 'nobody is asked again');
    t.equal((await rack.ssh('tokens revoke laptop')).code, 0);
    t.equal((await alone.git('ls-remote', 'rack')).code, 128);
    t.equal((await alone.git('credential', 'fill')).stdout, '');
    await hello.git('remote', 'set-url', 'rack', rack.httpUrl('hello', token));
  });

  await t.test('a limited token may not do more than it says', async (t) => {
    const read = rack.httpUrl('hello', rack.token('admin', { role: 'read' }));
    t.equal((await using(read)).code, 0);
    const push = await hello.push(read, 'main:more');
    t.equal(push.code, 128);
    t.match(push.stderr, /read/);
    const elsewhere = await using(rack.httpUrl('hello', rack.token('admin', { apps: ['other'] })));
    t.equal(elsewhere.code, 128);
    t.match(elsewhere.stderr, UNKNOWN);
  });

  await t.test('an expired, a wrong and no token are refused, in sentences', async (t) => {
    const past = new Date(Date.now() - 1000).toISOString();
    for (const token of [rack.token('admin', { expiresAt: past }), 'rack_0000000000_wrong', 'hunter2']) {
      const { code, stderr } = await using(rack.httpUrl('hello', token));
      t.equal(code, 128);
      t.match(stderr, /remote: This token is not known here, has expired, or was revoked/);
    }
    const none = await using(`http://${bare}`);
    t.equal(none.code, 128);
    t.match(none.stderr, /could not read Username|unable to read askpass/);
  });
}
