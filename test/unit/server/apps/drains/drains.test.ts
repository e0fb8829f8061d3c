import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { until } from '../../../until.ts';
import { openDrains } from './open.ts';
import { HOST, httpsServer, SyslogServer } from './receivers.ts';

/** The numbers of the lines that `print` printed, in the order in which they came. */
const told = (texts: readonly string[]) =>
  texts.filter((text) => text.startsWith('line ')).map((text) => +text.slice(5));
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, at) => at + from);

t.test('a receiver of syslog over TLS gets each line from now on, in order', async (t) => {
  const { drains, print, admin, logs, settled } = openDrains(t);
  const server = await new SyslogServer().start(t);
  print(3);
  const { id } = await drains.add('shop', { url: server.url }, admin);
  print(2000);
  logs.write('shop', 'test', 'Grüße, 世界 "quoted" ]\\');
  const got = await server.until((all) => all.length === 2001);
  t.same(told(got.map(({ text }) => text)), upTo(2000, 3), 'none of before, and all of after');
  t.match(got.at(-1), { priority: 29, host: 'acme', app: 'shop', process: 'test', id: 'rack' });
  t.equal(got.at(-1)?.text, 'Grüße, 世界 "quoted" ]\\');
  t.same(server.strange, []);
  await settled();
  const [info] = drains.list('shop', admin);
  t.match(info, { id, delivered: 2001, dropped: 0, error: undefined, receiver: server.url });
});

t.test('a receiver of syslog that goes away again and again misses no line and no order', async (t) => {
  const { drains, print, admin, settled } = openDrains(t);
  const server = await new SyslogServer(true).start(t);
  await drains.add('shop', { url: server.url }, admin);
  for (let round = 1; round <= 4; round++) {
    print(300);
    await server.until((all) => all.length > 0 && all.some(({ text }) => text === `line ${round * 300 - 200}`));
    server.stop();
    print(100);
    await server.start(t);
    await server.until((all) => all.some(({ text }) => text === `line ${round * 400 - 1}`));
  }
  const seen = new Set<number>();
  const first = server.got.filter(({ number }) => !seen.has(number) && seen.add(number));
  t.same(told(first.map(({ text }) => text)), upTo(1600));
  await settled();
  t.match(drains.list('shop', admin), [{ delivered: 1600, dropped: 0 }]);
});

t.test('a receiver that refuses for a while misses no line and no order', async (t) => {
  const { drains, print, admin } = openDrains(t, { patience: 300 });
  const answers = [500, 0, 429, 302, 204, 503];
  const server = await httpsServer(t, (response) => {
    response.statusCode = answers.shift() ?? 204;
  });
  const wish = { url: `${server.url}/in?key=s3cret`, secret: 't0ken' };
  const { id } = await drains.add('shop', wish, admin);
  print(10);
  await server.until(() => server.taken.length >= 10);
  print(2500);
  await server.until(() => server.taken.at(-1)?.message === 'line 2509');
  // What a busy machine answers too late comes twice.
  t.same([...new Set(told(server.taken.map(({ message }) => message)))], upTo(2510));
  t.match(server.taken[0], { hostname: 'acme', service: 'shop', source: 'rack', process: 'test', message: 'line 0' });
  t.ok(server.requests.every(({ lines, size }) => lines.length <= 1000 && size < 2 ** 20));
  const last = server.requests.at(-1);
  t.match(last?.headers, { authorization: 'Bearer t0ken', 'rack-drain': id, 'content-type': 'application/json' });
  t.equal(last?.headers['rack-lines'], `${last?.lines[0]?.number}-${last?.lines.at(-1)?.number}`);
});

t.test('a drain gets lines of a process and with words, if that is asked', async (t) => {
  const { drains, print, logs, admin } = openDrains(t);
  const server = await httpsServer(t);
  await drains.add('shop', { url: server.url, process: 'web', filter: 'line -13' }, admin);
  print(10, 'worker.1');
  print(10, 'web.1');
  logs.write('shop', 'web.2', 'another');
  logs.write('shop', 'web.2', 'line of the end');
  await server.until(() => server.taken.at(-1)?.message === 'line of the end');
  t.same(told(server.taken.slice(0, -1).map(({ message }) => message)), [10, 11, 12, 14, 15, 16, 17, 18, 19]);
});

t.test('what is too large goes in smaller pieces, and a line that is too large alone is counted', async (t) => {
  const { drains, print, logs, admin, settled } = openDrains(t);
  const server = await httpsServer(t, (response, { size }) => {
    if (size > 2000) response.statusCode = 413;
  });
  await drains.add('shop', { url: server.url }, admin);
  logs.write('shop', 'test', 'x'.repeat(3000));
  print(100);
  await server.until(() => server.taken.length === 100);
  t.same(told(server.taken.map(({ message }) => message)), upTo(100));
  await settled();
  t.match(drains.list('shop', admin), [{ delivered: 100, dropped: 1 }]);
  const words = logs.query('shop', { process: 'drains' }).map(({ message }) => message);
  t.match(words.at(-1), /1 lines are too large for the receiver and are gone/);
});

t.test('lines that the history could not keep long enough are counted, and told once', async (t) => {
  const { drains, print, logs, admin, settled } = openDrains(t, { bytes: 100_000 });
  let isOpen = false;
  const server = await httpsServer(t, (response) => {
    response.statusCode = isOpen ? 204 : 503;
  });
  const { id } = await drains.add('shop', { url: server.url }, admin);
  print(10);
  await server.until(() => server.requests.length >= 2);
  print(3000);
  const lost = () => drains.list('shop', admin)[0]?.dropped ?? 0;
  await until('lines that are lost', () => lost() > 0);
  t.match(drains.list('shop', admin), [{ id, delivered: 0, error: 'it answered 503', failingSince: /^20/ }]);
  isOpen = true;
  await server.until(() => server.taken.at(-1)?.message === 'line 3009');
  const [notice, ...lines] = server.taken;
  const first = 3010 - lines.length;
  t.equal(notice?.message, `${first} lines could not be delivered in time and are gone`);
  t.match(notice, { source: 'rack', process: 'drains', number: 0 });
  t.same(told(lines.map(({ message }) => message)), upTo(lines.length, first), 'all that is kept, and in order');
  await settled();
  t.match(drains.list('shop', admin), [{ delivered: lines.length, dropped: first, error: undefined }]);
  const words = logs.query('shop', { process: 'drains' }).filter(({ message }) => /are gone/.test(message));
  t.equal(words.length, 1);
  print(1);
  await server.until(() => server.taken.at(-1)?.message === 'line 3010');
  t.notMatch(server.taken.slice(1), [{ process: 'drains' }], 'words about drains are not sent');
});

t.test('a receiver that takes nothing holds up nobody', async (t) => {
  const { drains, print, admin } = openDrains(t, { patience: 100_000 });
  const slow = await httpsServer(t, (response) => {
    response.statusCode = 0;
  });
  const quick = await httpsServer(t);
  await drains.add('shop', { url: slow.url }, admin);
  await drains.add('shop', { url: quick.url }, admin);
  print(100);
  await slow.until(() => slow.requests.length === 1);
  print(1000);
  await quick.until(() => quick.taken.length === 1100);
  t.equal(slow.requests.length, 1, 'one request at a time');
});

t.test('no secret of a drain is told or lies on disk in clear', async (t) => {
  const { drains, print, store, logs, admin, drainer } = openDrains(t);
  const server = await httpsServer(t);
  const url = server.url.replace('//', '//ada:s3cret@');
  await drains.add('shop', { url: `${url}/tok3n?key=k3y` }, admin);
  await drains.add('shop', { url: server.url, header: 'X-Api-Key', secret: 's3cret-2' }, admin);
  print(1);
  await server.until(() => server.taken.length === 2);
  const [basic, header] = server.requests.map(({ headers }) => headers).sort((one) => (one.authorization ? -1 : 1));
  t.equal(basic?.authorization, `Basic ${Buffer.from('ada:s3cret').toString('base64')}`);
  t.match(header, { 'x-api-key': 's3cret-2', authorization: undefined });
  const list = drains.list('shop', admin);
  t.equal(list[0]?.receiver, server.url.replace('//', '//ada:***@').concat('/…'));
  const kept = JSON.stringify([list, store.audit.list(), store.events.list({}, 'rack'), logs.query('shop', {})]);
  await drainer.stop();
  const files = ['rack.db', 'rack.db-wal'].map((name) => readFileSync(join(t.testdirName, name), 'latin1'));
  for (const text of [kept, ...files]) t.notMatch(text, /s3cret|tok3n|k3y/);
});

t.test('what keeps a receiver from taking lines is told in a sentence', async (t) => {
  const { drains, admin } = openDrains(t, { patience: 1000 });
  const server = await new SyslogServer().start(t);
  const why = async (url: string) => {
    const { id } = await drains.add('shop', { url }, admin);
    const test = drains.test('shop', id, admin, new AbortController().signal);
    const message = await test.then(
      () => 'taken',
      ({ code, message }) => `${code} ${message.replace(/.*: /, '')}`,
    );
    await drains.remove('shop', id, admin);
    return message;
  };
  t.equal(await why(server.url), 'taken');
  t.match(await server.until((all) => all.length > 0), [{ text: /^admin tries the drain L/, process: 'drains' }]);
  const mismatch = await why(`syslog+tls://wrong.example.com:${server.port}`);
  t.equal(mismatch, `drain_failed its certificate is for ${HOST}, other.example.com, and not for wrong.example.com.`);
  t.equal(await why('syslog://logs.example.com:1'), 'drain_failed nobody listens at logs.example.com:1.');
  t.match(await why(`https://logs.example.com:1/`), /nobody listens at logs.example.com:1/);
  const plain = await new SyslogServer(true).start(t);
  t.match(await why(`syslog+tls://${HOST}:${plain.port}`), /^drain_failed/);
});

t.test('who may not is refused, and so is what is no drain', async (t) => {
  const { drains, admin, enter } = openDrains(t);
  const add = (url: string, more = {}) => drains.add('shop', { url, ...more }, admin);
  for (const url of [
    ...['logs', 'ftp://127.0.0.1/', 'syslog://', 'syslog://127.0.0.1/x', 'syslog://a:b@127.0.0.1', 'syslog://a b'],
    ...['https://127.0.0.1/#x', 'syslog+tls://127.0.0.1:99999', `https://127.0.0.1/${'x'.repeat(2000)}`],
  ])
    await t.rejects(async () => add(url), { code: 'bad_drain_url' }, url.slice(0, 40));
  const url = 'https://127.0.0.1/';
  for (const [secret, more] of [
    ['two\nlines', {}],
    ['x', { header: 'Content-Length' }],
    ['x', { header: 'a b' }],
    [undefined, { header: 'X-Key' }],
    ['x', { url: 'https://a:b@127.0.0.1/' }],
    ['x', { url: 'syslog://127.0.0.1' }],
  ] as const)
    await t.rejects(add(url, { secret, ...more }), { code: 'bad_drain_secret' }, JSON.stringify([secret, more]));
  await t.rejects(add(url, { filter: '{ $.x = 1 }' }), { code: 'bad_filter' });
  await t.rejects(add('syslog://10.0.0.1'), { code: 'host_not_public' });
  const [bob, eve] = [await enter('bob'), await enter('eve', 'read')];
  t.match(await drains.add('shop', { url: 'https://elsewhere.example.com/' }, bob), { createdBy: 'bob' });
  await t.rejects(drains.add('shop', { url }, bob), { code: 'not_allowed' }, 'an inner address');
  await t.rejects(drains.add('shop', { url: 'https://elsewhere.example.com/' }, eve), { code: 'not_allowed' });
  t.equal(drains.list('shop', eve).length, 1);
  await t.rejects(drains.remove('shop', 'L0', admin), { code: 'drain_not_found' });
  for (let each = 1; each < 10; each++) await add('https://elsewhere.example.com/');
  await t.rejects(add('https://elsewhere.example.com/'), { code: 'too_many_drains' });
});

t.test('an app that is destroyed takes its drains along, and one that is removed gets no more', async (t) => {
  const { drains, drainer, print, admin, store, lifetime, settled } = openDrains(t);
  const [kept, removed] = [await httpsServer(t), await httpsServer(t)];
  await drains.add('shop', { url: kept.url }, admin);
  const { id } = await drains.add('shop', { url: removed.url }, admin);
  print(5);
  await settled();
  t.match(await drains.remove('shop', id, admin), { id, delivered: 5, waiting: 0 });
  print(5);
  await kept.until(() => kept.taken.length === 10);
  store.apps.remove('shop');
  lifetime.abort();
  print(5);
  await drainer.stop();
  t.same([kept.taken.length, removed.taken.length], [10, 5]);
  t.same(store.drains.list(), []);
});
