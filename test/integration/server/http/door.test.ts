import { join } from 'node:path';
import t from 'tap';
import { run } from '../../../../lib/run.ts';
import { ANY } from '../clone.ts';
import { TestRack } from '../rack.ts';

/** What curl says: the status, and the body; headers in front with `-i`. */
async function curl(...args: string[]): Promise<{ status: number; text: string }> {
  const { stdout } = await run(['curl', '-sS', '-w', '\n%{http_code}', ...args], { ok: ANY, timeout: 20_000 });
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at + 1)), text: stdout.slice(0, at) };
}

t.test('the HTTP door', async (t) => {
  const rack = await TestRack.start(t);
  const url = `http://127.0.0.1:${rack.httpPort}`;
  const token = rack.token();

  await t.test('its health is the one thing that everybody may know', async (t) => {
    const health = await curl(`${url}/health?`);
    t.equal(health.status, 200);
    t.match(JSON.parse(health.text), { status: 'ok', rack: 'test' });
    for (const path of [
      '/',
      '/auth',
      '/apps',
      '/nothing',
      '/hello.git/info/refs?service=git-upload-pack',
      '/hello/info/lfs/objects/batch',
    ]) {
      const closed = await curl('-i', url + path);
      t.equal(closed.status, 401, path);
      t.match(closed.text, /^WWW-Authenticate: Basic realm="rack test"/im, path);
    }
  });

  await t.test('a token is taken as password, as user name, or as bearer', async (t) => {
    for (const way of [
      ['-u', `any:${token}`],
      ['-u', `${token}:`],
      ['-u', `${token}:x-oauth-basic`],
      ['-H', `Authorization: Bearer ${token}`],
    ])
      t.match(JSON.parse((await curl(...way, `${url}/auth?`)).text), { id: 'admin', role: 'admin' }, way.join(' '));
    t.equal((await curl('-u', `${token}x:`, `${url}/auth`)).status, 401);
  });

  await t.test('a push, a look, a fetch and a clone by stock git', async (t) => {
    const hello = await rack.clone('hello', { 'web.js': 'one' });
    await hello.git('remote', 'set-url', 'rack', rack.httpUrl('hello.git', token));
    const push = await hello.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /remote: -----> Creating the app hello/);
    for (const version of ['0', '1', '2'])
      t.equal(
        (await hello.git('-c', `protocol.version=${version}`, 'ls-remote', 'rack')).stdout.split('\t')[0],
        await hello.head(),
      );
    const folder = join(rack.folder, 'again');
    const clone = await hello.git('clone', '-q', rack.httpUrl('hello', token), folder);
    t.equal(clone.code, 0, clone.stderr);
  });
});
