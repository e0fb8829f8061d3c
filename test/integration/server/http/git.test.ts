import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { poll } from '../../../../lib/retry.ts';
import { TestRack } from '../rack.ts';
import { basic, curl, gitsOf, RawClient } from './client.ts';

t.test('git over HTTP', async (t) => {
  const rack = await TestRack.start(t);
  const url = `http://127.0.0.1:${rack.httpPort}`;
  const token = rack.token();
  const ask = (...args: string[]) => curl('-u', `:${token}`, '--path-as-is', ...args);
  const refs = '/hello.git/info/refs?service=git-upload-pack';
  const question = 'Content-Type: application/x-git-upload-pack-request\r\nGit-Protocol: version=2\r\n';
  const hello = await rack.clone('hello', { 'web.js': 'one' });
  await hello.git('remote', 'set-url', 'rack', rack.httpUrl('hello.git', token));

  await t.test('a push makes the app and tells what happens as it does', async (t) => {
    const push = await hello.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /remote: -----> Creating the app hello/);
    t.match(push.stderr, /remote: {8}web\.js/);
    t.same(rack.deploys.deployed, [await hello.head()]);
    t.match(rack.store.audit.list({ app: 'hello' }), [{ who: 'admin', from: '127.0.0.1', result: 'ok' }]);
  });

  await t.test('versions 0, 1 and 2 of the protocol are spoken', async (t) => {
    for (const version of ['0', '1', '2']) {
      const look = await hello.git('-c', `protocol.version=${version}`, 'ls-remote', 'rack', 'main');
      t.equal(look.stdout.split('\t')[0], await hello.head(), version);
    }
    const second = await ask('-H', 'Git-Protocol: version=2', url + refs);
    t.match(second.text, /^000eversion 2\n/);
    const zeroth = await ask(url + refs);
    t.match(zeroth.text, /^001e# service=git-upload-pack\n0000/);
    t.equal(zeroth.headers['content-type'], 'application/x-git-upload-pack-advertisement');
    t.match(zeroth.headers['cache-control'], /^no-cache/);
    t.equal(zeroth.headers['x-accel-buffering'], 'no');
  });

  await t.test('a pack larger than one buffer comes in chunks, both ways', async (t) => {
    const big = randomBytes(3_000_000);
    await hello.commit({ 'big.bin': big });
    const push = await hello.git('-c', 'http.postBuffer=65536', 'push', 'rack', 'main');
    t.equal(push.code, 0, push.stderr);
    const folder = join(rack.folder, 'again');
    const clone = await hello.git('clone', '-q', '--depth', '1', rack.httpUrl('hello', token), folder);
    t.equal(clone.code, 0, clone.stderr);
    t.equal((await hello.git('-C', folder, 'rev-parse', 'HEAD')).stdout.trim(), await hello.head());
  });

  await t.test('questions may be gzip, and no bombs', async (t) => {
    const send = async (body: Buffer, ...more: string[]) => {
      const path = join(rack.folder, 'body');
      await writeFile(path, body);
      const type = ['-H', 'Content-Type: application/x-git-upload-pack-request', '-H', 'Git-Protocol: version=2'];
      return ask(...type, ...more, '--data-binary', `@${path}`, `${url}/hello.git/git-upload-pack`);
    };
    const gzip = ['-H', 'Content-Encoding: gzip'];
    const question = Buffer.from('0014command=ls-refs\n00010000');
    t.match((await send(gzipSync(question), ...gzip)).text, /refs\/heads\/main/);
    t.match((await send(question)).text, /refs\/heads\/main/);
    const have = Buffer.from(`0032have ${'0'.repeat(40)}\n`);
    const bomb = Buffer.concat([Buffer.from('0012command=fetch\n0001'), Buffer.alloc(20_000_000, have)]);
    t.equal((await send(gzipSync(bomb), ...gzip)).status, 413);
    t.equal((await send(gzipSync(randomBytes(1000)).subarray(0, 500), ...gzip)).status, 400);
    t.equal((await send(question, ...gzip)).status, 400);
    t.equal((await send(question, '-H', 'Content-Encoding: br')).status, 415);
    t.equal((await send(Buffer.from('what is this'))).status, 400);
    t.match(
      (await send(Buffer.from('0014command=ls-refs\n00010000'), '-H', 'Transfer-Encoding: chunked')).text,
      /main/,
    );
  });

  await t.test('what is not the smart protocol is refused in a sentence', async (t) => {
    const dumb = await ask(`${url}/hello.git/info/refs`);
    t.equal(dumb.status, 403);
    t.match(dumb.text, /Use git 1\.6\.6 or newer/);
    t.equal((await ask(`${url}/hello.git/objects/info/packs`)).status, 403);
    t.equal((await ask(`${url}/hello.git/info/refs?service=git-upload-archive`)).status, 400);
    t.equal((await ask('-d', '0000', `${url}/hello.git/git-upload-pack`)).status, 415);
    t.equal((await ask(`${url}/hello.git/git-upload-pack`)).status, 405);
    t.equal((await ask('-X', 'POST', url + refs)).status, 405);
  });

  await t.test('names are names, whatever they look like', async (t) => {
    const names = ['..%2f..%2fetc', '../../etc', '%2e%2e', 'hello%00', '%252e', 'Hello', '/hello', 'hello.git/x'];
    for (const name of names) {
      const answer = await ask(`${url}/${name}/info/refs?service=git-upload-pack`);
      t.equal(answer.status, 400, name);
      t.match(answer.text, /cannot be the name of an app/, name);
    }
    t.equal((await ask(`${url}/h%65llo/info/refs?service=git-upload-pack`)).status, 200, 'decoded once');
  });

  await t.test('git shows the sentence of a refusal', async (t) => {
    const look = async (app: string, secret: string) =>
      (await hello.git('ls-remote', rack.httpUrl(app, secret))).stderr;
    t.match(await look('nobody', token), /remote: There is no app "nobody"\./);
    t.match(await look('hello', 'wrong'), /remote: This token is not known here/);
    t.match(await look('hello', rack.token('ada', { apps: ['other'] })), /remote: There is no app "hello"\./);
    const reader = rack.httpUrl('hello', rack.token('eve', { role: 'read' }));
    t.match((await hello.git('push', reader, 'main')).stderr, /remote: eve has the role read, and a push needs/);
    t.equal((await hello.git('ls-remote', reader)).code, 0);
  });

  await t.test('clients of Git LFS are told in their own words', async (t) => {
    const batch = `${url}/hello.git/info/lfs/objects/batch`;
    const answer = await ask('-H', 'Content-Type: application/vnd.git-lfs+json', '-d', '{}', batch);
    t.equal(answer.status, 501);
    t.equal(answer.headers['content-type'], 'application/vnd.git-lfs+json');
    t.match(JSON.parse(answer.text).message, /does not store Git LFS files/);
    t.equal((await ask('-d', '{}', `${url}/nobody/info/lfs/locks/verify`)).status, 404);
  });

  await t.test('who asks whether to send is told so once he is let in', async (t) => {
    const body = ['-H', 'Expect: 100-continue', '-d', '0014command=ls-refs\n00010000'];
    const type = ['-H', 'Content-Type: application/x-git-upload-pack-request', '-H', 'Git-Protocol: version=2'];
    const to = `${url}/hello.git/git-upload-pack`;
    t.match(await ask(...body, ...type, to), { status: 200, interim: [100] });
    const other = rack.token('ada', { apps: ['other'] });
    for (const [secret, status] of [
      ['bad', 401],
      [other, 404],
    ] as const) {
      const refused = await curl('-u', `:${secret}`, ...body, ...type, to);
      t.same([refused.status, refused.interim], [status, []], `${status} before anything is sent`);
    }
  });

  await t.test('through a proxy the answer begins when the request is whole', async (t) => {
    const proxied = ['-c', 'http.extraHeader=X-Forwarded-For: 203.0.113.9', '-c', 'http.postBuffer=65536'];
    const slow = await rack.clone('proxied', { deploy: 'wait' });
    await slow.git('remote', 'set-url', 'rack', rack.httpUrl('proxied', token));
    const first = slow.pushing();
    await first.until('Deploying, as told: wait');

    const head = `POST /proxied/git-receive-pack HTTP/1.1\r\nHost: rack\r\n${basic(token)}\r\nContent-Length: 1000\r\n`;
    const type = 'Content-Type: application/x-git-receive-pack-request\r\n';
    const refs = `${'0'.repeat(40)} ${await hello.head()} refs/heads/other\0report-status side-band-64k`;
    const start = `${(refs.length + 4).toString(16).padStart(4, '0')}${refs}0000PACK`;
    const direct = (await RawClient.open(rack.httpPort)).write(`${head}${type}\r\n${start}`);
    const through = (await RawClient.open(rack.httpPort)).write(`${head}${type}Via: 1.1 nginx\r\n\r\n${start}`);
    await direct.until('Waiting for the push of admin');
    t.equal(through.received, '');
    through.write('x'.repeat(1000 - start.length));
    await through.until('Waiting for the push of admin');
    for (const client of [direct, through]) client.socket.destroy();

    const big = await rack.clone('proxied', { 'big.bin': randomBytes(3_000_000) });
    await big.git('remote', 'set-url', 'rack', rack.httpUrl('proxied', token));
    const second = big.running(...proxied, 'push', 'rack', 'main:refs/heads/big');
    await second.until('Waiting for');
    rack.deploys.go();
    t.equal(await first.exit, 0, first.output());
    t.equal(await second.exit, 0, second.output());
    t.equal(await big.remoteRef('refs/heads/big'), await big.head());
    const clone = await big.git(
      ...proxied,
      'clone',
      '-q',
      rack.httpUrl('proxied', token),
      join(rack.folder, 'through'),
    );
    t.equal(clone.code, 0, clone.stderr);
  });

  await t.test('whose right is taken away in the midst of a fetch is told so', async (t) => {
    await hello.commit({ 'big.bin': randomBytes(16_000_000) });
    t.equal((await hello.push()).code, 0);
    const client = await RawClient.open(rack.httpPort);
    client.socket.pause();
    const fetch = `0011command=fetch0001000fno-progress0032want ${await hello.head()}\n0009done\n0000`;
    client.write(
      `POST /hello/git-upload-pack HTTP/1.1\r\nHost: rack\r\nConnection: close\r\n${basic(token)}\r\n${question}Content-Length: ${fetch.length}\r\n\r\n${fetch}`,
    );
    await poll(async () => (await gitsOf(rack)).some((line) => /upload-pack/.test(line)) || undefined);
    t.equal((await rack.ssh(`tokens revoke ${token.split('_')[1]}`)).code, 0);
    client.socket.resume();
    t.match((await client.closed()).text.slice(-200), '\x03Your access was taken away');
  });
});
