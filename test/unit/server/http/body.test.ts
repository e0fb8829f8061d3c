import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { openBody, readBody } from '../../../../server/http/body.ts';

const MOST = 2_000_000;

/** What a server makes of this body: its length, or the code of the failure. */
async function taken(body: Buffer, headers: Record<string, string> = {}): Promise<string | number> {
  let answer: string | number = '';
  const server = createServer(async (request, response) => {
    try {
      answer = (await readBody(openBody(request, response, { most: MOST, patience: 60_000 }))).length;
    } catch (error) {
      answer = (error as { code: string }).code;
    }
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = ask({ port, host: '127.0.0.1', method: 'POST', headers, agent: false });
  client.on('error', () => {});
  client.end(body);
  const [response] = await once(client, 'response');
  response.resume();
  server.close();
  server.closeAllConnections();
  return answer;
}

t.test('bodies are unpacked, and have an end', async (t) => {
  const noise = randomBytes(1_500_000);
  const gzip = { 'content-encoding': 'gzip' };
  t.equal(await taken(noise), noise.length);
  t.equal(await taken(gzipSync(noise), gzip), noise.length);
  t.equal(await taken(gzipSync(noise), { 'content-encoding': 'x-gzip' }), noise.length);
  t.equal(await taken(Buffer.alloc(0)), 0);
  t.equal(await taken(Buffer.alloc(MOST + 1)), 'body_too_large');
  t.equal(await taken(Buffer.alloc(MOST + 1), { 'transfer-encoding': 'chunked' }), 'body_too_large');
  t.equal(await taken(gzipSync(Buffer.alloc(1_800_000)), gzip), 'body_too_large', 'a bomb below the limit');
  t.equal(await taken(gzipSync(Buffer.alloc(100_000)), gzip), 100_000, 'what is short may repeat itself');
  t.equal(await taken(noise, gzip), 'bad_gzip');
  t.equal(await taken(gzipSync(noise).subarray(0, 1000), gzip), 'bad_gzip');
  t.equal(await taken(noise, { 'content-encoding': 'br' }), 'unsupported_encoding');
});
