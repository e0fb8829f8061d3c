import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { poll } from '../lib/retry.ts';

/**
 * Lets one process of this machine at a time do `work` under a name; others wait, and `onWait` is told so once. The lock
 * is a socket in Linux's abstract namespace, so it ends with its holder, however that one ends: none is ever left over.
 */
export async function locked<T>(name: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  const address = `\0rack-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  let server = await tryListen(address);
  if (!server) {
    onWait();
    server = await poll(() => tryListen(address), { pace: { first: 50, factor: 1.2, most: 500 } });
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

// Private

function tryListen(address: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.on('error', () => resolve(undefined));
    server.listen(address, () => resolve(server));
  });
}
