import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { projectRoot } from '../../../../lib/root.ts';
import { Events } from '../../../../server/apps/events.ts';
import { receiverAddress } from '../../../../server/apps/webhooks/address.ts';
import { Deliverer } from '../../../../server/apps/webhooks/deliverer.ts';
import { send } from '../../../../server/apps/webhooks/sender.ts';
import { Webhooks } from '../../../../server/apps/webhooks/webhooks.ts';
import { until } from '../../until.ts';
import { setUp } from './people.ts';

const LOOPBACK = receiverAddress(['127.0.0.0/8']);
const LOG = { info: () => {}, error: (message: string, cause?: unknown) => t.fail(`${message}: ${cause}`) };

interface Got {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that answers what it is told; 204 unless told. */
async function receiver(t: Test, answer: (response: ServerResponse, got: Got) => void = (response) => response.end()) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const each = { headers: request.headers, body: await text(request) };
    got.push(each);
    response.statusCode = 204;
    answer(response, each);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const received = async (count: number) => {
    await until('messages', () => got.length >= count);
    return got;
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=s3cret`, got, until: received };
}

function open(t: Test, waits: readonly number[] = [10, 10]) {
  const people = setUp(t);
  const { store } = people;
  const events = new Events({ store });
  const apps = { find: (name: string) => store.apps.find(name) ?? t.fail(name) } as never;
  const make = () => {
    const deliverer = new Deliverer({
      rack: 'test',
      version: '0.0.0',
      store,
      send: (url, message) => send(url, message, { resolve: LOOPBACK, patience: 100 }),
      log: LOG,
      waits,
    });
    t.teardown(() => deliverer.stop());
    return deliverer;
  };
  const deliverer = make();
  events.listen(deliverer.take);
  const webhooks = new Webhooks({ store, apps, deliverer, resolve: LOOPBACK });
  const emit = (type: 'deploy.live' | 'deploy.failed', app = 'shop') =>
    events.emit({ type, app, actor: 'ada', message: `${type} of ${app}`, data: { version: 4 } });
  /** The newest delivery of a webhook once nothing of it waits any more. */
  const ended = async (id: string) => {
    const list = () => webhooks.deliveries(id, 100, people.admin);
    const isOver = () => list().length > 0 && list().every(({ state }) => state !== 'waiting');
    await until('deliveries to be over', isOver);
    return list();
  };
  return { ...people, events, webhooks, deliverer, make, emit, ended };
}

/** What docs/events.md tells receivers to do, as it stands there. */
async function documented(): Promise<(secret: string, headers: IncomingHttpHeaders, body: string) => boolean> {
  const page = readFileSync(join(projectRoot, 'docs', 'events.md'), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  return (await import(`data:text/javascript,${encodeURIComponent(example)}`)).isFromRack;
}

t.test('a receiver gets the events that it wants, signed, and a log of deliveries is kept', async (t) => {
  const { webhooks, store, admin, emit, ended } = open(t);
  store.apps.create({ name: 'shop', createdBy: 'ada' });
  const { url, until } = await receiver(t);
  const added = await webhooks.add({ url, app: 'shop', types: ['deploy.*'] }, admin);
  emit('deploy.live', 'blog');
  emit('deploy.live');
  const [got] = await until(1);
  const isFromRack = await documented();
  const { headers, body } = got as Got;
  t.ok(isFromRack(added.secret, headers, body), 'the example of the documentation knows it');
  t.notOk(isFromRack(added.secret, headers, `${body} `), 'not with another body');
  t.notOk(isFromRack(added.secret, { ...headers, 'webhook-timestamp': '1' }, body), 'not of another time');
  t.notOk(isFromRack(`whsec_${Buffer.alloc(32).toString('base64')}`, headers, body), 'not with another secret');
  t.match(JSON.parse(body), {
    type: 'deploy.live',
    rack: 'test',
    app: 'shop',
    actor: 'ada',
    message: 'deploy.live of shop',
    data: { version: 4 },
  });
  t.match(await ended(added.id), [{ state: 'delivered', tries: 1, status: 204, type: 'deploy.live' }]);
  const kept = JSON.stringify([webhooks.list(admin), store.audit.list(), store.events.list({}, 'rack')]);
  t.notMatch(kept, /s3cret|whsec_/, 'nothing tells the secret or the path');
});

t.test('a delivery that fails is tried again with the same id, and then given up', async (t) => {
  const { webhooks, admin, emit, ended } = open(t);
  const answers = [500, 302, 204, 503, 503, 503];
  const { url, got } = await receiver(t, (response) => {
    response.writeHead(answers.shift() ?? 204, { location: 'http://127.0.0.1:1/' }).end();
  });
  const { id } = await webhooks.add({ url, types: [] }, admin);
  emit('deploy.live');
  t.match(await ended(id), [{ state: 'delivered', tries: 3 }]);
  t.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 1);
  emit('deploy.failed');
  const [failed] = await ended(id);
  t.match(failed, { state: 'failed', tries: 3, status: 503, reason: 'answered 503', nextAt: undefined });
  t.match(await webhooks.redeliver(failed?.id as string, admin), { state: 'delivered', tries: 1 });
});

t.test('a slow receiver holds up nobody, and what failed does not hold up what comes after it', async (t) => {
  const { webhooks, admin, emit } = open(t, [60_000]);
  const slow = await receiver(t, () => {});
  const quick = await receiver(t, (response, { body }) => response.writeHead(/failed/.test(body) ? 500 : 204).end());
  const [one, other] = [
    await webhooks.add({ url: slow.url, types: [] }, admin),
    await webhooks.add({ url: quick.url, types: [] }, admin),
  ];
  for (const type of ['deploy.failed', 'deploy.live', 'deploy.live'] as const) emit(type);
  await quick.until(3);
  t.equal(slow.got.length, 1, 'one request at a time');
  const list = () => webhooks.deliveries(other.id, 10, admin).map(({ state }) => state);
  while (list().filter((state) => state === 'delivered').length < 2) await new Promise(setImmediate);
  t.same(list(), ['delivered', 'delivered', 'waiting']);
  t.same(
    quick.got.map(({ body }) => JSON.parse(body).event),
    [1, 2, 3],
    'in the order in which they happened',
  );
  await slow.until(2);
  t.match(webhooks.deliveries(one.id, 10, admin).at(-1), { status: undefined, reason: 'no answer within 0.1 s' });
  t.match(await webhooks.remove(one.id, admin), { id: one.id });
  await t.rejects(webhooks.redeliver('D0', admin), { code: 'delivery_not_found' });
});

t.test('what waits is sent after a restart of the server', async (t) => {
  const { webhooks, deliverer, make, admin, emit, ended } = open(t);
  const { url } = await receiver(t);
  const { id } = await webhooks.add({ url, types: [] }, admin);
  deliverer.stop();
  emit('deploy.live');
  t.match(webhooks.deliveries(id, 1, admin), [{ state: 'waiting', tries: 0 }]);
  make().start();
  t.match(await ended(id), [{ state: 'delivered' }]);
});

t.test('so many wait for one receiver, and the oldest ones make way', async (t) => {
  const { webhooks, deliverer, store, admin, emit } = open(t);
  const { id } = await webhooks.add({ url: 'http://127.0.0.1:1/', types: [] }, admin);
  deliverer.stop();
  store.transaction(() => {
    for (let event = 0; event < 1005; event++) emit('deploy.live');
  });
  const states = webhooks.deliveries(id, 2000, admin).map(({ state }) => state);
  t.same(states.slice(-6), ['waiting', ...Array(5).fill('dropped')]);
  t.match(store.deliveries.waiting(), { waiting: 1000 });
});

t.test('the rack asks public addresses only, unless a network is opened', async (t) => {
  const closed = receiverAddress([]);
  for (const host of ['127.0.0.1', '169.254.169.254', '10.0.0.1', '[::1]', '[::ffff:10.0.0.1]', '192.168.1.1'])
    await t.rejects(closed(host), { code: 'host_not_public' }, host);
  t.equal(await closed('1.1.1.1'), '1.1.1.1');
  const opened = receiverAddress(['10.1.0.0/16', 'fd00::/8']);
  t.equal(await opened('10.1.2.3'), '10.1.2.3');
  t.equal(await opened('[fd00::1]'), 'fd00::1');
  await t.rejects(opened('10.2.0.1'), { code: 'host_not_public' });
  for (const network of ['10.0.0.0', '10.0.0.0/33', 'intranet'])
    t.throws(() => receiverAddress([network]), { code: 'bad_config' }, network);
});

t.test('what is no receiver, no secret or no type is refused', async (t) => {
  const { webhooks, admin, enter } = open(t);
  const add = (url: string, more = {}) => webhooks.add({ url, types: [], ...more }, admin);
  for (const url of ['hooks', 'ftp://127.0.0.1/', 'http://a:b@127.0.0.1/', 'http://127.0.0.1/#x'])
    await t.rejects(add(url), { code: 'bad_webhook_url' }, url);
  await t.rejects(add('http://127.0.0.1/', { types: ['deploy.lives'] }), { code: 'bad_event_type' });
  for (const secret of ['password', 'whsec_c2hvcnQ='])
    await t.rejects(add('http://127.0.0.1/', { secret }), { code: 'bad_webhook_secret' }, secret);
  await t.rejects(add('http://10.0.0.1/'), { code: 'host_not_public' });
  await t.rejects(webhooks.add({ url: 'http://127.0.0.1/', types: [] }, await enter('bob')), { code: 'not_allowed' });
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  t.match(await add('http://127.0.0.1:1/', { secret }), { secret, receiver: 'http://127.0.0.1:1' });
  t.match(await webhooks.test((webhooks.list(admin)[0] as { id: string }).id, admin), { reason: 'ECONNREFUSED' });
});
