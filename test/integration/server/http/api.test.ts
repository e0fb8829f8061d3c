import { gzipSync } from 'node:zlib';
import t from 'tap';
import { TAR_END, tarEntry } from '../../../../docker/tar.ts';
import { poll } from '../../../../lib/retry.ts';
import { TestRack } from '../rack.ts';
import { talk } from './socket-client.ts';

/** A client of one rack with one token. */
function clientOf(rack: TestRack, token = rack.token()) {
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (method: string, path: string, body?: string | Buffer, type = 'application/json') => {
    const sent = body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) };
    const answer = await fetch(`http://127.0.0.1:${rack.httpPort}${path}`, {
      method,
      headers: { ...headers, 'content-type': type },
      ...sent,
    });
    const text = await answer.text();
    return { status: answer.status, link: answer.headers.get('link'), json: JSON.parse(text) };
  };
  return {
    ask,
    socket: (path: string, more = {}) => talk(`ws://127.0.0.1:${rack.httpPort}${path}`, { ...headers, ...more }),
  };
}

const FORM = 'application/x-www-form-urlencoded';

const tarball = (order: string) => gzipSync(Buffer.concat([tarEntry('deploy', order), TAR_END]));

t.test('an upload, its build, its release, and its promotion', async (t) => {
  const rack = await TestRack.start(t);
  const { ask, socket } = clientOf(rack);
  t.match((await ask('POST', '/apps', 'name=shop', FORM)).json, { name: 'shop', status: 'running', release: '' });

  const start = async (order: string) => {
    const { json: object } = await ask(
      'POST',
      '/apps/shop/objects/tmp/app.tgz',
      tarball(order),
      'application/octet-stream',
    );
    t.equal(object.url, 'object://shop/tmp/app.tgz');
    const form = new URLSearchParams({ url: object.url, description: 'build 1a2b first', 'git-sha': 'a'.repeat(40) });
    return (await ask('POST', '/apps/shop/builds', `${form}`, FORM)).json;
  };

  await t.test('a build is answered at once, and its log is the same whenever it is read', async (t) => {
    const build = await start('ok');
    t.match(build, { app: 'shop', status: 'running', release: '', description: 'build 1a2b first' });
    const log = await socket(`/apps/shop/builds/${build.id}/logs`);
    t.match(log, { text: /Building, as told: ok/, hasEnd: true, code: 1000 });
    const ended = (await ask('GET', `/apps/shop/builds/${build.id}`)).json;
    t.match(ended, { status: 'complete', 'git-sha': 'a'.repeat(40), release: /^R/ });
    t.equal((await socket(`/apps/shop/builds/${build.id}/logs`)).text, log.text);
    t.match((await ask('GET', '/apps/shop')).json, { release: '' }, 'nothing is live by that');
    const promoted = await ask('POST', `/apps/shop/releases/${ended.release}/promote`);
    t.equal(promoted.status, 200);
    await poll(async () => ((await ask('GET', '/apps/shop')).json.status === 'running' ? true : undefined));
    t.match((await ask('GET', '/apps/shop')).json, { release: ended.release });
  });

  await t.test('a build that fails says why, in its log and its record', async (t) => {
    const build = await start('fail');
    t.match((await socket(`/apps/shop/builds/${build.id}/logs`)).text, / ! {5}The build failed\.\n {7}Mend it/);
    const ended = (await ask('GET', `/apps/shop/builds/${build.id}`)).json;
    t.match(ended, { status: 'failed', state: 'failed', reason: 'The build failed.' });
    const followed = await rack.ssh(`builds logs shop ${build.id} -f --filter failed`);
    t.match(followed, {
      code: 1,
      stdout: ' !     The build failed.\n',
      stderr: `${build.id}: failed: The build failed.\n`,
    });
    t.equal((await rack.ssh(`builds logs shop ${build.id}`)).code, 0, 'who only looks has seen it');
    t.match(await ask('GET', `/apps/shop/builds/${build.id}/logs?grep=(`), {
      status: 400,
      json: { code: 'bad_pattern' },
    });
  });

  await t.test('a build ends when it is cancelled, and when its app goes', async (t) => {
    const build = await start('hang');
    await poll(async () => rack.deploys.events.includes('hanging') || undefined);
    t.match((await ask('DELETE', `/apps/shop/builds/${build.id}`)).json, { state: 'cancelled', status: 'failed' });
    rack.deploys.events.length = 0;
    await start('hang');
    await poll(async () => rack.deploys.events.includes('hanging') || undefined);
    t.same((await ask('DELETE', '/apps/shop')).json, { success: true });
    t.ok(rack.deploys.events.includes('cancelled'));
    t.equal((await ask('GET', '/apps/shop')).status, 404);
  });
});

t.test('environments of clients that send back all that they were shown', async (t) => {
  const rack = await TestRack.start(t);
  const { ask } = clientOf(rack);
  await ask('POST', '/apps', 'name=shop', FORM);
  const set = (env: string | object) => ask('POST', '/apps/shop/releases', JSON.stringify({ env }));
  const shown = async () => {
    const [newest] = (await ask('GET', '/apps/shop/releases?limit=1')).json;
    return (await ask('GET', `/apps/shop/releases/${newest.id}`)).json;
  };

  const exact = { KEY: '-----BEGIN\nMII=\n-----END\n', ODD: ' a=b&c%0A+"$(x)\t', EMPTY: '' };
  t.match((await set(exact)).json, { description: 'Environment: EMPTY, KEY, ODD added', state: 'created' });
  t.same((await shown()).environment, exact, 'as they are');

  const lines = (await shown()).env as string;
  t.match(lines, /^EMPTY=\nKEY=\(4 lines, 25 characters: ssh rack env get\)\nODD= a=b/);
  await set(`${lines}\nMORE=1`);
  t.same((await shown()).environment, { ...exact, MORE: '1' }, 'what a line cannot hold survives a client of lines');
  await set(lines.replace(/^ODD.*\n?/m, ''));
  const { ODD: _, ...rest } = exact;
  t.same((await shown()).environment, rest);
  t.match(await set({ RACK_APP: 'x' }), { status: 400, json: { code: 'reserved_env_name' } });
  t.match(await ask('POST', '/apps/shop/releases', 'env=A%3D%FF', FORM), { status: 400, json: { code: 'bad_body' } });

  const reader = clientOf(rack, rack.token('admin', { role: 'read' }));
  const [newest] = (await reader.ask('GET', '/apps/shop/releases')).json;
  const forReaders = (await reader.ask('GET', `/apps/shop/releases/${newest.id}`)).json;
  t.same([forReaders.env, forReaders.environment], [undefined, undefined], 'values are for those who may deploy');
  t.match(await ask('POST', `/apps/shop/releases/${newest.id}/promote`), { status: 409 }, 'nothing was built');
});

t.test('what a request says is checked, and named', async (t) => {
  const rack = await TestRack.start(t);
  const { ask } = clientOf(rack);
  const refusals: [string, string, string | undefined, RegExp][] = [
    ['POST', '/apps', '{}', /^name is missing/],
    ['POST', '/apps', '{"name": 1}', /^name must be a text/],
    ['POST', '/apps', '{"name": "a", "nmae": "b"}', /^"nmae" is not known here/],
    ['POST', '/apps', '[]', /no JSON object/],
    ['GET', '/apps?limit=0', undefined, /^limit must be a whole number from 1 to 1000/],
    ['GET', '/apps?after=nothing', undefined, /^after must be the id of one in the list/],
  ];
  for (const [method, path, body, error] of refusals)
    t.match(await ask(method, path, body), { status: 400, json: { error } }, `${method} ${path} ${body}`);
  t.match(await ask('POST', '/apps', 'x', 'text/plain'), { status: 415 });

  for (const name of ['one', 'three', 'two']) await ask('POST', '/apps', JSON.stringify({ name }));
  const first = await ask('GET', '/apps?limit=2');
  t.same(
    first.json.map((app: { name: string }) => app.name),
    ['one', 'three'],
  );
  t.equal(first.link, '</apps?limit=2&after=three>; rel="next"');
  const second = await ask('GET', '/apps?limit=2&after=three');
  t.same([second.json.length, second.link], [1, null]);
});
