import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { type RunResult, run } from '../../../../lib/run.ts';
import { Remotes } from '../../../../server/git/submodules/remotes.ts';
import type { Clone } from '../clone.ts';
import { TestRack } from '../rack.ts';
import { PublicGit } from './public-git.ts';

t.test('submodules of public repositories are built', async (t) => {
  const { rack, web } = await start(t);
  const lib = await web.make('lib', { 'lib.js': 'lib' });
  const deep = await web.make('deep', { 'deep.js': 'deep' });
  await link(lib.clone, 'vendor/deep', deep.commit, '../deep.git');
  const { commit } = await advance(lib.clone);
  const app = await rack.clone('app', { 'web.js': 'web' });
  await link(app, 'vendor/lib', commit, web.url('lib'));

  await t.test('with their own submodules, at the commits that are named', async (t) => {
    await advance(lib.clone, { 'lib.js': 'newer' });
    const { code, stderr } = await app.push();
    t.equal(code, 0, stderr);
    t.match(stderr, `-----> Fetching submodule vendor/lib: ${web.url('lib')} at ${commit.slice(0, 7)}`);
    for (const file of ['web.js', 'vendor/lib/lib.js', 'vendor/lib/vendor/deep/deep.js'])
      t.match(stderr, new RegExp(`remote: {8}${file} *\n`), file);
    t.notOk(web.asked.some((request) => request.includes('credentials')));
  });

  await t.test('and fetched once', async (t) => {
    const before = web.asked.length;
    const { push } = await advance(app, { 'web.js': 'two' });
    t.match(push, { code: 0, stderr: /vendor\/lib\/lib\.js/ });
    t.equal(web.asked.length, before);
  });

  await t.test('a folder of one can be what is built', async (t) => {
    await rack.ssh('set app build-dir=vendor/lib/vendor');
    const { code, stderr } = (await advance(app)).push;
    t.equal(code, 0, stderr);
    t.match(stderr, /remote: {8}deep\/deep\.js/);
    t.notMatch(stderr, 'web.js');
  });
});

t.test('submodules that are apps of this rack', async (t) => {
  const { rack } = await start(t);
  const lib = await rack.clone('lib', { 'lib.js': 'lib' });
  await lib.push();
  const commit = await lib.remoteRef();

  await t.test('whatever way their address is written', async (t) => {
    const addresses = [
      '../lib.git',
      '../lib',
      'rack:lib',
      'rack:lib.git',
      'git@rack:/lib',
      'ssh://git@rack:2222/lib.git',
    ];
    for (const [at, address] of [...addresses, 'https://rack/lib.git'].entries()) {
      const app = await rack.clone(`app${at}`, {});
      await link(app, 'lib', commit, address);
      const { code, stderr } = await app.push();
      t.equal(code, 0, `${address}: ${stderr}`);
      t.match(stderr, /remote: {8}lib\/lib\.js/, address);
    }
  });

  await t.test('are not there for who may not touch them', async (t) => {
    const key = await rack.makeKey('bob');
    t.match(await rack.ssh('developers add bob --role deploy --app mine'), { code: 0 });
    t.match(await rack.ssh('keys add bob', { input: key }), { code: 0 });
    for (const name of ['lib', 'nowhere']) {
      const app = await rack.clone('mine', {}, 'bob');
      await link(app, 'lib', commit, `../${name}.git`);
      const { code, stderr } = await app.push();
      t.equal(code, 1);
      t.match(stderr, `The submodule lib cannot be built. There is no app "${name}".`);
    }
  });

  await t.test('a commit that was not pushed there is missed', async (t) => {
    const app = await rack.clone('app', {});
    await link(app, 'lib', 'f'.repeat(40), '../lib.git');
    t.match(await app.push(), { code: 1, stderr: /The app lib has no commit fffffff.*git push rack:lib/s });
  });
});

t.test('what is not fetched', async (t) => {
  const { rack, web } = await start(t);
  const lib = await web.make('lib', { 'lib.js': 'lib' });
  const push = async (name: string, address: string | undefined, commit = lib.commit, more = '') => {
    const app = await rack.clone(name, {});
    await link(app, 'lib', commit, address, more);
    return app.push();
  };

  await t.test('is refused with the reason and the way on', async (t) => {
    web.others.set('/private.git', (response) => response.writeHead(401).end());
    web.others.set('/page.git', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end());
    web.others.set('/away.git', (response) => response.writeHead(302, { location: '/elsewhere' }).end());
    for (const [address, why] of [
      [web.url('private'), /Fetching \w{7} from .*private\.git failed: .* is private, or not there/],
      [web.url('page'), /gives no git repository \(200\)/],
      [web.url('away'), /redirects to \/elsewhere, where the rack does not follow/],
      [
        'git@github.com:rails/rails.git',
        /needs an SSH key.*write https:\/\/github\.com\/rails\/rails\.git in \.gitmodules/s,
      ],
      ['file:///etc', /starts with file:, which is not fetched/],
      ['ext::sh -c id', /is no address/],
      ['/srv/lib.git', /is a path on somebody’s machine/],
      ['https://bob:secret@example.com/x.git', /https:\/\/example\.com\/x\.git has a name or password in it/],
      ['../../lib.git', /leads out of rack:app/],
      [undefined, /There is no address of it in \.gitmodules/],
    ] as const) {
      const { code, stderr } = await push('app', address);
      t.equal(code, 1, `${address}`);
      t.match(stderr, why);
      t.match(stderr, 'The submodule lib cannot be built.');
      t.notMatch(stderr, 'secret');
    }
  });

  await t.test('git itself refuses an address that looks like an option', async (t) => {
    t.match(await push('app', '--upload-pack=id'), { code: 1, stderr: /disallowed submodule url/ });
  });

  await t.test('nor from addresses that are not public, also behind a redirect', async (t) => {
    const open = rack.resolveHost;
    const { publicAddress } = await import('../../../../server/git/submodules/public-address.ts');
    rack.resolveHost = publicAddress;
    for (const host of [
      '127.0.0.1:1',
      '169.254.169.254',
      '[::1]',
      '10.0.0.1',
      '[::ffff:127.0.0.1]',
      '0x7f.1',
      '2130706433',
    ]) {
      const { code, stderr } = await push('app', `http://${host}/lib.git`);
      t.equal(code, 1, host);
      t.match(stderr, /is not an address of the public internet/, host);
    }
    rack.resolveHost = async (host) => (host === '127.0.0.1' ? host : publicAddress(host));
    web.others.set('/meta.git', (response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/x.git/info/refs?service=git-upload-pack' }).end(),
    );
    t.match(await push('app', web.url('meta')), {
      code: 1,
      stderr: /169\.254\.169\.254.* is not an address of the public/,
    });
    rack.resolveHost = open;
  });

  await t.test('a commit that is not there', async (t) => {
    t.match(await push('app', web.url('lib'), 'f'.repeat(40)), { code: 1, stderr: /It has no commit fffffff/ });
  });

  await t.test('a redirect to where the repository is now is followed', async (t) => {
    const location = `${web.url('lib')}/info/refs?service=git-upload-pack`;
    web.others.set('/old.git', (response) => response.writeHead(301, { location }).end());
    t.match(await push('moved', web.url('old')), { code: 0, stderr: /lib\/lib\.js/ });
  });

  await t.test('what update = none says, or the build does not get, is left out', async (t) => {
    t.match(await push('none', web.url('gone'), lib.commit, '\tupdate = none\n'), {
      code: 0,
      stderr: /Submodule lib is left out, as its update = none says/,
    });
    const app = await rack.clone('ignored', { '.dockerignore': 'lib\n' });
    await link(app, 'lib', lib.commit, web.url('gone'));
    t.match(await app.push(), { code: 0 });
  });

  await t.test('Ctrl-C ends a fetch that does not move', async (t) => {
    web.others.set('/slow.git', () => rack.deploys.events.push('asked'));
    const app = await rack.clone('slow', {});
    await link(app, 'lib', lib.commit, web.url('slow'));
    const push = app.pushing();
    await poll(async () => rack.deploys.events.includes('asked') || undefined);
    push.interrupt();
    t.not(await push.exit, 0);
    const audit = () => rack.store.audit.list({ app: 'slow' }).find(({ result }) => result === 'cancelled');
    t.ok(await poll(async () => audit()));
  });

  await t.test('and nothing half-done is kept', async (t) => {
    const names = await readdir(join(rack.folder, 'repos', '.submodules'));
    t.equal(names.length, 1, 'lib, by its old address');
  });
});

t.test('a fetch has limits', async (t) => {
  const web = await PublicGit.start(t);
  const { commit } = await web.make('large', { large: randomBytes(200_000).toString('hex') });
  const remotes = (limits: { bytes?: number; time?: number; cache?: number }) =>
    new Remotes({ folder: t.testdirName, resolve: async () => '127.0.0.1', limits });
  const fetch = (limits: Parameters<typeof remotes>[0], signal = new AbortController().signal) =>
    remotes(limits).commit(new URL(web.url('large')), commit, { signal, tell: () => {} });
  t.testdir();

  await t.rejects(fetch({ bytes: 100_000 }), { code: 'submodule_too_large' });
  t.strictSame(await readdir(t.testdirName), [], 'what is too large is not kept');

  let asked = () => {};
  web.others.set('/large.git/git-upload-pack', () => asked());
  await t.rejects(fetch({ time: 1000 }), { code: 'submodule_too_slow' });
  const gone = new AbortController();
  asked = () => gone.abort(new Error('gone'));
  await t.rejects(fetch({}, gone.signal), { message: 'gone' });
  await poll(async () => !(await run(['ps', '-eo', 'args'])).stdout.includes(t.testdirName) || undefined);
  t.strictSame(await readdir(t.testdirName), []);

  web.others.clear();
  t.ok(await (await fetch({})).read('large'));
  t.ok(await (await fetch({ cache: 1 })).read('large'), 'what was used just now is kept, however little room there is');
});

t.test('what was fetched of a repository stays, whatever becomes of the next commit', async (t) => {
  const web = await PublicGit.start(t);
  const lib = await web.make('lib', { a: randomBytes(150_000).toString('hex') });
  const remotes = new Remotes({ folder: t.testdir(), resolve: async () => '127.0.0.1', limits: { bytes: 200_000 } });
  const fetch = (commit: string) => {
    const { signal } = new AbortController();
    return remotes.commit(new URL(web.url('lib')), commit, { signal, tell: () => {} });
  };
  const first = await fetch(lib.commit);
  await t.rejects(fetch('f'.repeat(40)), { code: 'submodule_commit' });
  t.equal((await first.read('a'))?.length, 300_000, 'a build that reads it goes on');

  // What the first brought is not counted against the second.
  const { commit } = await advance(lib.clone, { b: randomBytes(150_000).toString('hex') });
  t.equal((await (await fetch(commit)).read('b'))?.length, 300_000);
  t.ok(await first.read('a'));
});

async function start(t: Test): Promise<{ rack: TestRack; web: PublicGit }> {
  const rack = await TestRack.start(t);
  rack.resolveHost = async () => '127.0.0.1';
  return { rack, web: await PublicGit.start(t) };
}

/** Commits a submodule as git would, without having it. */
async function link(clone: Clone, path: string, commit: string, url: string | undefined, more = ''): Promise<void> {
  const section = `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n${more}`;
  await clone.commit(url === undefined ? {} : { '.gitmodules': section });
  await clone.git('update-index', '--add', '--cacheinfo', `160000,${commit},${path}`);
  await clone.git('commit', '-q', '-m', 'a submodule');
}

/** Commits the files, and nothing else, and pushes: `add -A` would take out a submodule that is not checked out. */
async function advance(clone: Clone, files: Record<string, string> = {}): Promise<{ commit: string; push: RunResult }> {
  for (const [path, text] of Object.entries(files)) await writeFile(join(clone.folder, path), text);
  await clone.git('add', ...Object.keys(files));
  await clone.git('commit', '-q', '--allow-empty', '-m', 'change');
  return { commit: await clone.head(), push: await clone.push() };
}
