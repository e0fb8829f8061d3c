import t from 'tap';
import { TestRack } from '../rack.ts';
import { curl } from './client.ts';

t.test('who comes in over HTTP', async (t) => {
  const rack = await TestRack.start(t);
  const url = `http://127.0.0.1:${rack.httpPort}`;
  const token = rack.token();
  const { stdout: made } = await rack.ssh('create hello');
  t.match(made, /hello is ready/);

  await t.test('its health is the one thing that everybody may know', async (t) => {
    const health = await curl(`${url}/health?`);
    t.equal(health.status, 200);
    t.match(JSON.parse(health.text), { status: 'ok', rack: 'test' });
    const check = await curl(`${url}/check`);
    t.equal(`${check.status} ${check.text}`, '200 ok\n', 'as Convox says it');
    t.equal((await curl('-X', 'POST', `${url}/check`)).status, 401);
    const git = ['/hello.git/info/refs?service=git-upload-pack', '/hello/git-receive-pack', '/hello.git/HEAD'];
    for (const path of ['/', '/auth', '/apps', '/nothing', '/hello/info/lfs/objects/batch', ...git]) {
      const closed = await curl(url + path);
      t.equal(closed.status, 401, path);
      t.equal(closed.headers['www-authenticate'], 'Basic realm="rack test", charset="UTF-8"', path);
    }
    t.equal((await curl('-X', 'POST', `${url}/health`)).status, 401);
  });

  await t.test('the stock client, which shows one sentence of a refusal, is told in it how to go on', async (t) => {
    const login = ['-H', `Authorization: bearer ${token}`];
    const [told, stock] = await Promise.all(
      [[], ['-A', 'convox.go/1']].map((agent) => curl(...login, ...agent, '-X', 'PUT', `${url}/system`)),
    );
    const { error, hint } = JSON.parse(told!.text);
    t.match(hint, /rack update test --param/);
    t.equal(JSON.parse(stock!.text).error, `${error}\n${hint}`);
  });

  await t.test('a token is taken as password, as user name, or as bearer', async (t) => {
    const asUser = [`any:${token}`, `${token}:`, `${token}:x-oauth-basic`].map((user) => ['-u', user]);
    for (const way of [...asUser, ['-H', `Authorization: bearer ${token}`]]) {
      const answer = await curl(...way, `${url}/auth?`);
      t.equal(answer.text, '{\n  "id": "admin",\n  "role": "admin",\n  "apps": "all"\n}\n');
      t.match(answer.headers['request-id'], /^[0-9a-f]{12}$/);
    }
    for (const bad of [`${token}x:`, ':', 'admin:', `${token.slice(0, -1)}:`]) {
      const refused = await curl('-u', bad, `${url}/auth`);
      t.equal(refused.status, 401);
      t.equal(JSON.parse(refused.text).code, 'bad_token');
    }
    const expired = rack.token('admin', { expiresAt: '2020-01-01T00:00:00Z' });
    t.equal((await curl('-u', `:${expired}`, `${url}/auth`)).status, 401);
  });

  await t.test('a token reaches as far as it is limited to', async (t) => {
    const limited = `:${rack.token('ada', { apps: ['other'] })}`;
    t.same(JSON.parse((await curl('-u', limited, `${url}/apps`)).text), []);
    const hidden = await curl('-u', limited, `${url}/apps/hello`);
    const unknown = await curl('-u', limited, `${url}/apps/hallo`);
    t.equal(hidden.status, 404);
    t.equal(hidden.text.replaceAll('hello', 'hallo'), unknown.text);
  });

  await t.test('what is not there, or not so, is said in a sentence', async (t) => {
    const ask = (...args: string[]) => curl('-u', `:${token}`, '--path-as-is', ...args);
    const nothing = await ask(`${url}/there/is%20/100%25/nothing`);
    t.equal(nothing.status, 404);
    t.notMatch(nothing.text, '%', 'no percent sign: it is a format to the stock client');
    const method = await ask('-X', 'DELETE', `${url}/auth`);
    t.equal(method.status, 405);
    t.equal(method.headers.allow, 'GET');
    t.equal((await ask('-I', `${url}/auth`)).text, '');
    t.equal((await ask(`${url}//auth`)).status, 404, 'no path is cleaned');
    t.equal((await ask(`${url}/apps/%E0%A4%A`)).status, 400);
    t.equal((await ask(`${url}/apps/..%2f..%2fetc`)).status, 400);
    t.equal((await ask(`${url}/${'a'.repeat(5000)}`)).status, 414);
    const control = await ask(`${url}/%1b%5b2J.git/info/refs?service=git-upload-pack`);
    t.equal(control.text.split('\n')[0], '"?[2J" cannot be the name of an app.');
  });

  await t.test('a page of some web site changes nothing, though the browser knows the token', async (t) => {
    const page = ['-H', 'Origin: https://example.org', '-H', 'Content-Type: text/plain'];
    const change = await curl('-u', `:${token}`, ...page, '-d', '{}', `${url}/apps/hello/deploys`);
    t.equal(change.status, 403);
    t.match(JSON.parse(change.text), { code: 'from_a_page', error: /web page/ });
    t.equal((await curl('-u', `:${token}`, ...page, `${url}/apps`)).status, 200, 'looking is no change');
  });

  await t.test('after many bad tokens an address is told to wait; a good token still opens', async (t) => {
    let refused = await curl('-u', ':bad', `${url}/auth`);
    for (let n = 0; n < 25 && refused.status === 401; n++) refused = await curl('-u', ':bad', `${url}/auth`);
    t.equal(refused.status, 429);
    t.ok(Number(refused.headers['retry-after']) > 0);
    t.match(refused.text, /Too many logins with bad tokens came from 127\.0\.0\.1/);
    t.equal((await curl('-u', `:${token}`, `${url}/auth`)).status, 200);
  });
});
