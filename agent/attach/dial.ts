import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Failure, messageOf } from '../../lib/failure.ts';
import type { Stream } from '../../wire/attach/stream.ts';
import type { Dial } from '../../wire/attach/wish.ts';

/** Milliseconds in which the other side must take a connection. */
const CONNECT_WITHIN = 10_000;

/** Carries bytes between the server and a place that this machine reaches; over when both directions are. */
export async function dial({ host, port }: Dial, stream: Stream): Promise<void> {
  const socket = await opened(host, port);
  socket.on('error', () => {});
  stream.gone.addEventListener('abort', () => socket.destroy(), { once: true });
  stream.tell({ connected: true });
  const sent = stream.receive((chunk) => put(socket, chunk)).then(() => void socket.end());
  for await (const chunk of socket as AsyncIterable<Buffer>) await stream.send(chunk, 'out');
  stream.end();
  await Promise.race([sent, closed(socket)]);
  socket.destroy();
}

// Private

async function opened(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true, timeout: CONNECT_WITHIN });
  socket.once('timeout', () => socket.destroy(new Error(`nothing answered within ${CONNECT_WITHIN / 1000} seconds`)));
  try {
    await once(socket, 'connect');
  } catch (cause) {
    throw new Failure('not_reached', `${host}:${port} cannot be reached from the rack: ${messageOf(cause)}.`, {
      cause,
    });
  }
  return socket.setTimeout(0).setNoDelay(true);
}

async function put(socket: Socket, chunk: Buffer): Promise<void> {
  if (socket.destroyed || socket.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      for (const event of ['drain', 'close']) socket.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'close']) socket.on(event, done);
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => (socket.destroyed ? resolve() : socket.once('close', () => resolve())));
}
