import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { EngineSocket } from '../../../../agent/docker/engine-socket.ts';
import { lines } from '../../../../lib/lines.ts';

/** An engine that tells what it was asked, refuses `/gone`, and tells events without an end. */
async function engine(t: Test, where: string | number): Promise<Server> {
  const server = createServer(({ url = '' }, answer) => {
    const { pathname, searchParams } = new URL(url, 'http://engine');
    if (pathname === '/events') return void answer.write('{"one":1}\n');
    answer.statusCode = pathname === '/gone' ? 404 : 200;
    answer.end(JSON.stringify({ message: 'No such container', pathname, query: Object.fromEntries(searchParams) }));
  });
  server.listen(where);
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

async function path(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rack-engine-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'docker.sock');
}

t.test('it asks behind the socket or at the address that DOCKER_HOST names', async (t) => {
  const socket = await path(t);
  await engine(t, socket);
  const { port } = (await engine(t, 0)).address() as AddressInfo;
  for (const DOCKER_HOST of [`unix://${socket}`, `tcp://127.0.0.1:${port}`, `127.0.0.1:${port}`]) {
    const asked = new EngineSocket({ DOCKER_HOST });
    t.match(await asked.ask('/containers/json', { all: true, filters: { label: ['a=b', 'c'] } }), {
      pathname: '/containers/json',
      query: { all: 'true', filters: '{"label":["a=b","c"]}' },
    });
  }
  t.throws(() => new EngineSocket({ DOCKER_HOST: 'ssh://elsewhere' }), { code: 'engine_out_of_reach' });
});

t.test('a refusal is told with its status and sentence, and so is that nobody answers', async (t) => {
  const socket = await path(t);
  const asked = new EngineSocket({ DOCKER_HOST: `unix://${socket}` });
  await t.rejects(asked.ask('/info'), { code: 'ENOENT' });
  await engine(t, socket);
  await t.rejects(asked.ask('/gone'), { statusCode: 404, message: 'Docker answered 404: No such container' });
});

t.test('events come until the signal ends them', async (t) => {
  const socket = await path(t);
  await engine(t, socket);
  const enough = new AbortController();
  const answer = await new EngineSocket({ DOCKER_HOST: `unix://${socket}` }).open('/events', {}, enough.signal);
  const told: string[] = [];
  await t.rejects(
    (async () => {
      for await (const line of lines(answer)) {
        told.push(line);
        enough.abort();
      }
    })(),
  );
  t.strictSame(told, ['{"one":1}']);
});
