/** A bare server that writes to all of its readers what the log of an app was, in the same pieces at the same pace, again and again. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Piece } from './crowd.ts';

const readers = new Set<ServerResponse>();
const server = createServer((_, answer) => {
  readers.add(answer);
  answer.writeHead(200, { 'content-type': 'text/plain' });
  answer.flushHeaders();
});
const [pieces] = (await once(process, 'message')) as [Piece[]];
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

const texts = pieces.map(({ bytes }) => Buffer.alloc(bytes, 'x'));
for (;;) {
  for (const [index, { after }] of pieces.entries()) {
    await sleep(after);
    for (const reader of readers) reader.write(texts[index]);
  }
  // Nothing was read at all: without a pause this would be an endless loop.
  if (pieces.length === 0) await sleep(1000);
}
