import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../../lib/run.ts';
import { nodeApp } from './app.ts';
import { Rack } from './rack.ts';

t.test('git over HTTP, with tokens, beside SSH', async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('hello', nodeApp('over HTTP'));
  const withToken = (name: string, token: string) =>
    `${rack.status.api}/${name}.git`.replace('http://', `http://git:${token.trim()}@`);
  const url = withToken('hello', (await rack.ssh('tokens create laptop --app hello')).stdout);

  await t.test('a push with a token deploys', async (t) => {
    const push = await app.push(url, 'main');
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /remote: =====> v1 is live/);
    t.same(await app.get(), { status: 200, text: 'over HTTP' });
  });

  await t.test('both doors give back what was pushed', async (t) => {
    const commit = (await app.git('rev-parse', 'HEAD')).stdout;
    for (const [name, remote] of Object.entries({ ssh: 'rack:hello', http: url })) {
      const folder = join(rack.folder, `again-${name}`);
      t.equal((await app.git('clone', '-q', remote, folder)).code, 0);
      t.equal((await app.git('-C', folder, 'rev-parse', 'HEAD')).stdout, commit);
    }
  });

  await t.test('a developer who is removed is cut off in the midst of a push, and not let in again', async (t) => {
    const key = join(rack.folder, 'bob');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const input = await readFile(`${key}.pub`, 'utf8');
    t.equal((await rack.ssh('developers add bob --app slow')).code, 0);
    t.equal((await rack.ssh('keys add bob', { input })).code, 0);
    const asBob = ['ssh', '-F', rack.status.ssh.config, '-i', key, 'rack'];
    const bobs = withToken('slow', (await run([...asBob, 'tokens', 'create', 'ci'])).stdout);

    const slow = await rack.app('slow', slowApp());
    await slow.git('remote', 'set-url', 'rack', bobs);
    const push = slow.pushing();
    await push.until('the build waits');
    t.equal((await rack.ssh('developers remove bob')).code, 0);
    t.not(await push.exit(), 0);
    t.match(push.output, /Your access was taken away/);
    t.match((await slow.git('ls-remote', 'rack')).stderr, /This token is not known here, has expired, or was revoked/);
    t.match((await rack.ssh('audit --developer bob')).stdout, /push/);
  });
});

// Private

/** An app that is never built. */
function slowApp(): Record<string, string> {
  const build = `echo the build waits; sleep 600; : ${randomUUID()}`;
  return { ...nodeApp('never'), 'package.json': JSON.stringify({ private: true, scripts: { build } }) };
}
