import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { poll } from '../../lib/retry.ts';
import { run } from '../../lib/run.ts';
import { type App, nodeApp } from './app.ts';
import { ANY_EXIT } from './follower.ts';
import { Rack } from './rack.ts';

/** What a push meets, the change that makes it so, and the words that the developer must see. */
const REFUSED: { name: string; files: Record<string, string>; says: RegExp[] }[] = [
  {
    name: 'a build that fails',
    files: { 'package.json': '{ "private": true, "scripts": { "build": "echo building; exit 3" } }\n' },
    says: [/building/, / ! {5}.*build/i],
  },
  {
    name: 'a container that exits at once',
    files: nodeApp('new', 'console.log("no database"); process.exit(7);'),
    says: [/no database/, / ! {5}.*exit(ed)?.* 7/, /v1 .*(runs|running)/],
  },
  {
    name: 'a web process that never answers its health check',
    files: { ...nodeApp('new'), 'server.js': 'console.log("deaf"); setInterval(() => {}, 1000);\n' },
    says: [/ ! {5}.*(health|answer)/i, /v1 .*(runs|running)/],
  },
  { name: 'a Procfile nobody can parse', files: { Procfile: 'web node server.js\n' }, says: [/ ! {5}Procfile line 1/] },
];

t.test('a push that cannot deploy is declined', async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('strict', nodeApp('old'));
  t.equal((await app.push()).code, 0);

  for (const { name, files, says } of REFUSED) {
    await t.test(name, async (t) => {
      const good = await app.remoteRef();
      await app.commit(files);
      await refused(t, app, good, says);
      await t.test('pushed again, it is tried again', (t) => refused(t, app, good, says));
      await app.git('reset', '-q', '--hard', good);
    });
  }

  await t.test('the mended commit deploys', async (t) => {
    await app.commit(nodeApp('mended'));
    t.equal((await app.push()).code, 0);
    t.equal((await app.get()).text, 'mended');
  });

  await t.test('another branch is stored, not deployed, and the push says how to deploy it', async (t) => {
    await app.git('checkout', '-q', '-b', 'feature');
    const commit = await app.commit(nodeApp('feature'));
    const push = await app.push('rack', 'feature');
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /git push rack feature:main/);
    t.equal(await app.remoteRef('refs/heads/feature'), commit);
    t.equal((await app.get()).text, 'mended');
    await app.git('checkout', '-q', 'main');
  });

  await t.test('main can be neither deleted nor rewritten', async (t) => {
    const good = await app.remoteRef();
    const deletion = await app.push('rack', ':main');
    t.equal(deletion.code, 1);
    t.match(deletion.stderr, / ! {5}.*delet/);
    await app.git('commit', '-q', '--amend', '-m', 'rewritten');
    const forced = await app.push('--force', 'rack', 'main');
    t.equal(forced.code, 1);
    t.match(forced.stderr, / ! {5}.*(force|rewrit|fast-forward)/i);
    t.equal(await app.remoteRef(), good);
    t.equal((await app.get()).text, 'mended');
  });

  await t.test('a repository in which no language is found', async (t) => {
    const unknown = await rack.app('riddle', { 'README.md': 'nothing to run\n' });
    const push = await unknown.push();
    t.equal(push.code, 1);
    t.match(push.stderr, / ! {5}.*(Dockerfile|language)/);
    t.equal(await unknown.remoteRef(), '');
  });

  await t.test('a name that no app can have', async (t) => {
    await app.git('remote', 'add', 'bad', 'rack:My_App');
    const push = await app.push('bad', 'main');
    t.not(push.code, 0);
    t.match(push.stderr, /"My_App" cannot be the name of an app/);
    t.match(push.stderr, /small letters/);
  });

  await t.test('a key nobody knows', async (t) => {
    const key = join(rack.folder, 'stranger');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const known = await readFile(rack.status.ssh.config, 'utf8');
    const config = join(rack.folder, 'stranger.config');
    await writeFile(config, known.replace(/IdentityFile .*/, `IdentityFile ${key}`));
    const hello = await run(['ssh', '-F', config, 'rack', 'apps'], { ok: ANY_EXIT });
    t.equal(hello.code, 255);
    t.match(hello.stderr, /keys add/, 'how to get it added');
    const stranger = await fingerprint(key);
    const isLogged = async () => (await readFile(join(rack.status.home, 'logs/server.log'), 'utf8')).includes(stranger);
    t.ok(await poll(async () => (await isLogged()) || undefined), 'the admin finds its fingerprint');
  });
});

// Private

async function fingerprint(key: string): Promise<string> {
  return (await run(['ssh-keygen', '-l', '-f', key])).stdout.split(' ')[1] as string;
}

async function refused(t: Test, app: App, good: string, says: RegExp[]): Promise<void> {
  const push = await app.push();
  t.equal(push.code, 1, push.stderr);
  t.match(push.stderr, /\[remote rejected\] main -> main \(pre-receive hook declined\)/);
  for (const words of says) t.match(push.stderr, words);
  t.equal(await app.remoteRef(), good, 'the ref is where it was');
  t.equal((await app.get()).text, 'old', 'the old release serves');
}
