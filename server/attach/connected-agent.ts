import type { WebSocket } from 'ws';
import { type Call, Link } from '../../wire/attach/link.ts';
import type { Wish } from '../../wire/attach/wish.ts';

/** Milliseconds between pings: a dead agent is noticed at the second one, and load balancers cut what is silent for 60 s. */
const PING_EVERY = 10_000;

/** One agent's connection. */
export class ConnectedAgent {
  private readonly socket: WebSocket;
  private readonly link: Link;
  private hasAnswered = true;

  /** Of a socket that is open, and an agent's. */
  constructor(socket: WebSocket) {
    this.socket = socket;
    this.link = new Link(socket);
    socket.on('message', (data: Buffer, isBinary) => this.link.receive(data, isBinary));
    socket.on('pong', () => {
      this.hasAnswered = true;
    });
    const timer = setInterval(() => this.ping(), PING_EVERY);
    socket.once('close', () => {
      clearInterval(timer);
      this.link.end();
    });
  }

  call(wish: Wish): Call {
    return this.link.call(wish);
  }

  /** Nobody waits for it any more; it still tells how it ended. */
  cancel({ stream }: Call): void {
    this.link.cancel(stream);
  }

  close(): void {
    this.socket.terminate();
  }

  // Private

  private ping(): void {
    if (!this.hasAnswered) return void this.socket.terminate();
    this.hasAnswered = false;
    this.socket.ping();
  }
}
