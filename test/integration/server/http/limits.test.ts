import { randomBytes } from 'node:crypto';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { TestRack } from '../rack.ts';
import { basic, curl, gitsOf, RawClient } from './client.ts';

/** Milliseconds: short enough to see them pass, long enough for honest clients of a busy machine. */
const PATIENCE = { headers: 800, body: 800, reader: 2500, keepAlive: 400 };

t.test('clients that are slow, broken or gone', async (t) => {
  const rack = await TestRack.start(t, { patience: PATIENCE });
  const token = rack.token();
  const url = `http://127.0.0.1:${rack.httpPort}`;
  const open = () => RawClient.open(rack.httpPort);
  const login = `Host: rack\r\n${basic(token)}\r\n`;
  const question = 'Content-Type: application/x-git-upload-pack-request\r\nGit-Protocol: version=2\r\n';
  const hello = await rack.clone('hello', { 'big.bin': randomBytes(16_000_000) });
  await hello.git('remote', 'set-url', 'rack', rack.httpUrl('hello', token));
  t.equal((await hello.push()).code, 0);

  await t.test('headers that do not come to an end', async (t) => {
    t.match(await (await open()).write('GET /health HTTP/1.1\r\nHost: rack\r\n').closed(), {
      status: 408,
      text: 'The request did not come to an end in time.\n',
    });
    t.equal((await (await open()).closed()).status, 408, 'nor begin');
  });

  await t.test('a body that does not come', async (t) => {
    const head = `POST /hello/git-upload-pack HTTP/1.1\r\n${login}${question}`;
    const slow = await (await open()).write(`${head}Content-Length: 100\r\n\r\n0014`).closed();
    t.equal(slow.status, 408);
    t.match(slow.text, /Nothing, or next to nothing, of the request came/);
    const half = (await open()).write(`${head}Content-Length: 100\r\n\r\n0014`);
    half.socket.end();
    await half.closed();
    const garbage = await (await open()).write(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`).closed();
    t.equal(garbage.status, 400);
  });

  await t.test('what is no HTTP, or too much of it', async (t) => {
    t.match(await (await open()).write('SSH-2.0-OpenSSH_9.6\r\n').closed(), { status: 400, text: /no HTTP request/ });
    const headers = `X-Long: ${'x'.repeat(20_000)}\r\n`;
    t.equal((await (await open()).write(`GET /health HTTP/1.1\r\nHost: rack\r\n${headers}\r\n`).closed()).status, 431);
    const both = 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n';
    t.equal((await (await open()).write(`POST /auth HTTP/1.1\r\n${login}${both}\r\n0\r\n\r\n`).closed()).status, 400);
    t.equal((await curl('-X', 'CONNECT', '-u', `:${token}`, `${url}/auth`)).status, 0);
  });

  await t.test('a refused client that goes on sending sees why, and is cut', async (t) => {
    const client = (await open()).write(
      `POST /hello/git-receive-pack HTTP/1.1\r\nHost: rack\r\nContent-Length: 100000000\r\n\r\n`,
    );
    const chunk = Buffer.alloc(65_536);
    const send = () => {
      while (client.socket.writable && client.socket.write(chunk));
    };
    client.socket.on('drain', send);
    send();
    t.equal((await client.closed()).status, 401);
    t.ok(client.socket.bytesWritten < 50_000_000, `${client.socket.bytesWritten} bytes were taken`);
  });

  await t.test('a reader that stops for good is cut, and its git ends', async (t) => {
    const client = await open();
    const fetch = `0011command=fetch0001000fno-progress0032want ${await hello.head()}\n0009done\n0000`;
    client.socket.pause();
    client.write(
      `POST /hello/git-upload-pack HTTP/1.1\r\n${login}${question}Content-Length: ${fetch.length}\r\n\r\n${fetch}`,
    );
    await poll(async () => (await gitsOf(rack)).some((line) => /upload-pack/.test(line)) || undefined);
    await poll(async () => (await gitsOf(rack)).length === 0 || undefined);
    client.socket.resume();
    const answer = await client.closed();
    t.equal(answer.status, 200);
    t.ok(answer.text.length < 16_000_000, 'the pack is broken off');
  });

  await t.test('a client that vanishes takes its git along', async () => {
    await hello.commit({ deploy: 'hang' });
    const push = hello.pushing();
    await poll(async () => rack.deploys.events.includes('hanging') || undefined);
    push.signal('SIGKILL');
    await poll(async () => rack.deploys.events.includes('cancelled') || undefined);
    await poll(async () => (await gitsOf(rack)).length === 0 || undefined);
    await poll(async () => (await rack.quarantines('hello')).length === 0 || undefined);
  });

  await t.test('one connection too many of an address is told so', async (t) => {
    const many = await Promise.all(Array.from({ length: 300 }, open));
    const answers = await Promise.all(many.map((client) => client.closed()));
    const refused = answers.filter(({ status }) => status === 503);
    t.ok(refused.length >= 40 && refused.length < 60, `${refused.length} of 300`);
    t.match(refused[0]?.text, /too many connections/);
    // The server hears of the last ones' ends a moment after their clients.
    await poll(async () => (await curl(`${url}/health`)).status === 200 || undefined);
  });

  await t.test('an idle connection is closed', async (t) => {
    const idle = (await open()).write('GET /health HTTP/1.1\r\nHost: rack\r\n\r\n');
    t.equal((await idle.closed()).status, 200);
  });
});

t.test('a server that stops declines what it has begun, in words', async (t) => {
  const rack = await TestRack.start(t);
  const token = rack.token();
  const hello = await rack.clone('hello', { deploy: 'hang' });
  await hello.git('remote', 'set-url', 'rack', rack.httpUrl('hello', token));
  const push = hello.pushing();
  await push.until('Deploying, as told: hang');
  const waiting = hello.running('push', 'rack', 'main:refs/heads/other');
  await waiting.until('Waiting for the push');
  await rack.closeDoor();
  for (const each of [push, waiting]) {
    t.equal(await each.exit, 1);
    t.match(each.output(), /The rack is being restarted; nothing was changed/);
  }
  t.same(await rack.quarantines('hello'), []);
});
