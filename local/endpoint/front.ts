import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import { type Dispatch, MAX_BODY } from './dispatch.ts';
import type { WireRequest } from './wire.ts';

/** The endpoint's one TCP port. */
export interface Front {
  readonly port: number;
  /** Stops accepting, lets the requests under way finish, and closes. */
  close(): Promise<void>;
}

/** Longer than any SDK keeps an idle connection, so that no request meets a closing one. */
const IDLE = 5 * 60 * 1000;

/** So long may requests under way take when the front closes. */
const LAST_CALL = 10_000;

/**
 * Serves HTTP/1.1 and HTTP/2 without TLS on one port of 127.0.0.1: the SDK's Kinesis client speaks HTTP/2 with prior
 * knowledge to any `http://` endpoint, everything else speaks HTTP/1.1. The first bytes tell them apart.
 */
export async function openFront(port: number, dispatch: Dispatch): Promise<Front> {
  const listener = (request: AnyRequest, response: AnyResponse) => void serve(request, response, dispatch);
  const http1 = createHttp1({ keepAliveTimeout: IDLE }, listener);
  const http2 = createHttp2(listener);
  const sessions = track(http2);
  const [serveHttp1] = http1.listeners('connection') as [(socket: Socket) => void];
  http1.removeAllListeners('connection');
  http1.on('connection', (socket) =>
    sniff(socket, (first) => {
      if (first.startsWith('PRI')) http2.emit('connection', unread(socket));
      else serveHttp1.call(http1, socket);
    }),
  );
  await listen(http1, port);
  return { port: (http1.address() as AddressInfo).port, close };

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => http1.close(resolve));
    http1.closeIdleConnections();
    for (const session of sessions) session.close();
    const hurry = setTimeout(() => http1.closeAllConnections(), LAST_CALL);
    await closed;
    clearTimeout(hurry);
  }
}

// Private

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

async function serve(request: AnyRequest, response: AnyResponse, dispatch: Dispatch): Promise<void> {
  // A client that goes away in the middle is its own affair.
  request.on('error', () => {});
  response.on('error', () => {});
  const body = await readBody(request);
  if (body === undefined) return;
  const answer = await dispatch(toWire(request, body));
  if (response.destroyed || response.writableEnded) return;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  } as Record<string, string | number>);
  response.end(answer.body);
}

/** The whole body; one byte more than allowed stands for a longer one, whose rest is thrown away. */
async function readBody(request: AnyRequest): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      if (size <= MAX_BODY) chunks.push(chunk);
      size += chunk.length;
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

function toWire(request: AnyRequest, body: Buffer): WireRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  headers.host ??= headers[':authority'] ?? '';
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  return { method: request.method ?? 'GET', path, query, headers, body };
}

/** Looks at the first bytes of a connection and gives them back to it. */
function sniff(socket: Socket, decide: (first: string) => void): void {
  socket.on('error', () => socket.destroy());
  socket.setNoDelay(true);
  socket.once('data', (chunk: Buffer) => {
    socket.pause();
    socket.unshift(chunk);
    decide(chunk.subarray(0, 3).toString('latin1'));
    socket.resume();
  });
}

/** The HTTP/2 server reads from the handle below a socket, where bytes that were given back are not: so a stream. */
function unread(socket: Socket): Duplex {
  return Duplex.from({ readable: socket, writable: socket });
}

function track(server: ReturnType<typeof createHttp2>): Set<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  server.on('sessionError', () => {});
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  return sessions;
}

function listen(server: ReturnType<typeof createHttp1>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cause.code === 'EADDRINUSE' ? inUse(port) : cause));
    server.listen(port, '127.0.0.1', resolve);
  });
}

function inUse(port: number): Failure {
  return new Failure('port_in_use', `Port ${port} on 127.0.0.1 is in use: another local endpoint may run on it.`, {
    hint: 'Stop it with `rack down`, or give this rack another port.',
  });
}
