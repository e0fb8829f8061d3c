import { createServer } from 'node:net';
import { Failure } from '../../../lib/failure.ts';
import { byHolder } from '../../../lib/port-holder.ts';

/** Tries to listen on a port of 127.0.0.1. HAProxy would share it with another proxy without a word; Node does not. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** What is said of a port that another program has. */
export async function portTaken(port: number): Promise<Failure> {
  const sentence = `Port ${port} of 127.0.0.1, which the router listens on, is taken${await byHolder(port)}.`;
  return new Failure('port_taken', sentence, { hint: 'End that program: the router then comes up by itself.' });
}
