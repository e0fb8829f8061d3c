import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from 'node:net';
import { Failure } from '../../lib/failure.ts';
import { byHolder } from '../../lib/port-holder.ts';
import { Connections } from './connections.ts';
import { type Dispatch, MAX_BODY } from './dispatch.ts';
import type { WireRequest } from './wire.ts';

/** The endpoint's one TCP port. */
export interface Front {
  readonly port: number;
  /** Listens at another address of this machine too: the one at which its containers reach it. */
  openTo(host: string): Promise<void>;
  /** Stops accepting, lets the requests under way finish, and closes. */
  close(): Promise<void>;
}

/** Longer than any SDK keeps an idle connection, so that no request meets a closing one. */
const IDLE = 5 * 60 * 1000;

/**
 * Serves HTTP/1.1 and HTTP/2 without TLS on one port of 127.0.0.1: the SDK's Kinesis client speaks HTTP/2 with prior
 * knowledge to any `http://` endpoint, everything else speaks HTTP/1.1. The first bytes tell them apart.
 */
export async function openFront(port: number, dispatch: Dispatch): Promise<Front> {
  const listener = (request: AnyRequest, response: AnyResponse) => void serve(request, response, dispatch);
  const http1 = createHttp1({ keepAliveTimeout: IDLE }, listener);
  const http2 = createHttp2(listener);
  const connections = new Connections(http1, http2);
  await listen(http1, port);
  const inner: NetServer[] = [];
  return {
    port: (http1.address() as AddressInfo).port,
    async openTo(host) {
      const server = createNetServer((socket) => http1.emit('connection', socket));
      inner.push(server);
      await listen(server, port, host);
    },
    async close() {
      await connections.close(inner);
    },
  };
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
  // An answer without content has no length either; one to HEAD has that of what GET would answer.
  const length = [204, 304].includes(answer.status) ? {} : { 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, { ...length, ...answer.headers } as Record<string, string | number>);
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

function listen(server: NetServer, port: number, host = '127.0.0.1'): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') void inUse(port, host).then(reject);
      else reject(cause);
    });
    server.listen(port, host, resolve);
  });
}

async function inUse(port: number, host: string): Promise<Failure> {
  const sentence = `Port ${port} on ${host} is in use${await byHolder(port)}: another local endpoint may run on it.`;
  return new Failure('port_in_use', sentence, {
    hint: 'Stop it with `rack down`, or give this rack another port.',
  });
}
