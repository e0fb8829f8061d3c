/** So many readers of one address, who throw away what they get; its arguments are the address, a token and how many. */
import { connect, type Socket } from 'node:net';
import type { Piece } from './crowd.ts';

/** Connections that are made at the same time, and from one address: the server bounds what one may have. */
const AT_ONCE = 50;

const [url = '', token = '', count = '1'] = process.argv.slice(2);
const { hostname, port, pathname, search } = new URL(url);
const pieces: Piece[] = [];
let isMeasuring = false;
let before = 0;

process.on('message', (word) => {
  isMeasuring = word === 'begin';
  before = performance.now();
  if (word === 'end') process.send?.(pieces);
});

for (let made = 0; made < Number(count); made += AT_ONCE) {
  const some = Math.min(AT_ONCE, Number(count) - made);
  await Promise.all(Array.from({ length: some }, (_, at) => reader(made + at)));
}
process.send?.('connected');

/** Resolves when its answer has begun. Of the first one all pieces are noted. */
function reader(index: number): Promise<Socket> {
  const localAddress = `127.0.1.${1 + Math.floor(index / AT_ONCE)}`;
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: hostname, localAddress });
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    socket.once('data', (first) => {
      if (!/^HTTP\/1.1 200 /.test(`${first}`)) return reject(new Error(`${first}`));
      socket.on('data', index === 0 ? note : () => {});
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

function note(chunk: Buffer): void {
  if (!isMeasuring) return;
  const now = performance.now();
  pieces.push({ after: now - before, bytes: chunk.length });
  before = now;
}
