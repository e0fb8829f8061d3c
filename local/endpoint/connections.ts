import type { Server as Http1Server } from 'node:http';
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Server as NetServer, Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** So long may requests under way take when all is closed. */
const LAST_CALL = 10_000;
const SWEEP = 20;

/**
 * The connections of one port that two servers share. The first bytes tell whose a connection is: HTTP/2 with prior
 * knowledge always begins with `PRI`, which no HTTP/1.1 request does.
 */
export class Connections {
  private readonly http1: Http1Server;
  private readonly http2: Http2Server;
  private readonly serveHttp1: (socket: Socket) => void;
  private readonly all = new Set<Socket>();
  private readonly silent = new Set<Socket>();
  private readonly sessions = new Set<ServerHttp2Session>();

  /** Takes over the connections that `http1`, the server that listens, accepts. */
  constructor(http1: Http1Server, http2: Http2Server) {
    this.http1 = http1;
    this.http2 = http2;
    const [serveHttp1] = http1.listeners('connection') as [(socket: Socket) => void];
    this.serveHttp1 = serveHttp1.bind(http1);
    http1.removeAllListeners('connection');
    http1.on('connection', (socket: Socket) => this.accept(socket));
    http2.on('session', (session) => remember(session, this.sessions));
    http2.on('sessionError', () => {});
  }

  /** Accepts no more, at other servers that hand theirs over neither, and ends when the requests under way have their answers. */
  async close(others: NetServer[] = []): Promise<void> {
    const closed = Promise.all([this.http1, ...others].map((server) => new Promise((done) => server.close(done))));
    for (const socket of this.silent) socket.destroy();
    for (const session of this.sessions) session.close();
    // A kept connection becomes idle when its last answer is out, and nothing tells of it.
    const sweep = setInterval(() => this.http1.closeIdleConnections(), SWEEP);
    const hurry = setTimeout(() => this.destroyAll(), LAST_CALL);
    await closed;
    clearInterval(sweep);
    clearTimeout(hurry);
  }

  // Private

  private accept(socket: Socket): void {
    remember(socket, this.all);
    remember(socket, this.silent);
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    socket.once('data', (chunk: Buffer) => {
      this.silent.delete(socket);
      socket.pause();
      socket.unshift(chunk);
      if (chunk.subarray(0, 3).toString('latin1') === 'PRI') this.serveHttp2(socket);
      else this.serveHttp1(socket);
      socket.resume();
    });
  }

  /** The HTTP/2 server reads from the handle below a socket, where bytes that were given back are not: so a stream. */
  private serveHttp2(socket: Socket): void {
    const stream = Duplex.from({ readable: socket, writable: socket });
    stream.on('error', () => socket.destroy());
    stream.on('close', () => socket.destroy());
    this.http2.emit('connection', stream);
  }

  private destroyAll(): void {
    for (const socket of this.all) socket.destroy();
  }
}

// Private

function remember<T extends { once(event: 'close', listener: () => void): unknown }>(member: T, set: Set<T>): void {
  set.add(member);
  member.once('close', () => set.delete(member));
}
