import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { networkOf, plainAddress } from '../../lib/address.ts';
import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { Places } from '../../lib/places.ts';
import type { TlsFiles } from '../../lib/tls-files.ts';
import type { Rack } from '../apps/rack.ts';
import { Auth } from './auth.ts';
import { Certificates } from './certificates.ts';
import { FailedLogins } from './failed-logins.ts';
import { Front } from './front.ts';
import { TrustedProxies } from './proxies.ts';
import type { Rate } from './rates.ts';
import { answerTo, lingerOver, refuseConnection } from './sockets.ts';
import { Upgrades } from './upgrades.ts';

export interface HttpOptions {
  host: string;
  port: number;
  /** PEM files, with which the door speaks TLS; without them it speaks plain HTTP. */
  tls?: TlsFiles | undefined;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  version: string;
  rack: Rack;
  log: Log;
  patience?: Partial<Patience>;
  /** How often one token may ask, where that is not the standard. */
  rates?: Rate;
}

/** How long clients are waited for, in milliseconds. */
export interface Patience {
  /** From a connection, or the first byte of a further request, to the end of its headers. */
  headers: number;
  /** For a sign of life while a body is waited for. */
  body: number;
  /** For a client that takes nothing of its answer. */
  reader: number;
  /** For a further request. Longer than the 60 s of a load balancer, which must be the first to close. */
  keepAlive: number;
  /** Between looks at the files of the certificate. */
  certificates: number;
  /** For the answers that run when the server stops. */
  stop: number;
}

const PATIENCE: Patience = {
  headers: 20_000,
  body: 60_000,
  reader: 300_000,
  keepAlive: 75_000,
  certificates: 5_000,
  stop: 10_000,
};

/** Connections at once, those of trusted proxies counted in total only. */
const MOST_CONNECTIONS = { ofOne: 256, inTotal: 2048 };

/** Milliseconds that a stopping server leaves its last answers to reach their clients. */
const LAST_BYTES = 1_000;

/** The HTTP door: git and the API for developers with a token, and a word on the server's health for everybody. */
export class HttpServer {
  private readonly options: HttpOptions;
  private readonly patience: Patience;
  private readonly server: Server;
  private readonly front: Front;
  private readonly proxies: TrustedProxies;
  private readonly upgrades: Upgrades;
  private readonly certificates: Certificates | undefined;
  private readonly places = new Places(MOST_CONNECTIONS);
  /** The answers that are under way, by their connection. */
  private readonly answers = new Map<Duplex, ServerResponse>();

  constructor(options: HttpOptions) {
    this.options = options;
    this.patience = { ...PATIENCE, ...options.patience };
    this.proxies = new TrustedProxies(options.trustedProxies);
    const failed = new FailedLogins();
    const auth = new Auth(options.rack.logins, failed);
    this.front = new Front({ ...options, auth, failed, proxies: this.proxies, patience: this.patience.body });
    this.upgrades = new Upgrades({
      ...options.rack,
      clientOf: (request) => this.proxies.clientOf(request),
      others: (request, socket, head) => this.front.upgrade(request, socket, head),
    });
    this.certificates = options.tls && new Certificates(options.tls, options.log);
    this.server = this.open();
  }

  /** Resolves with the port when clients can connect. */
  async start(): Promise<number> {
    this.server.listen(this.options.port, this.options.host);
    await once(this.server, 'listening');
    this.certificates?.watch((pair) => (this.server as TlsServer).setSecureContext(pair), this.patience.certificates);
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes no new clients, tells those it answers that it stops, and resolves when all is quiet. */
  async stop(): Promise<void> {
    const stopping = new Failure('server_stopping', 'The rack is being restarted; nothing was changed.', {
      hint: 'Try again in a moment.',
    });
    this.certificates?.stop();
    const closed = once(this.server, 'close');
    this.server.close();
    const timeUp = new Promise((resolve) => setTimeout(resolve, this.patience.stop).unref());
    await Promise.race([this.front.stop(stopping), timeUp]);
    this.options.rack.agents.close();
    this.server.closeIdleConnections();
    const cut = setTimeout(() => this.server.closeAllConnections(), LAST_BYTES);
    await closed;
    clearTimeout(cut);
  }

  // Private

  private open(): Server {
    const { headers, reader } = this.patience;
    const server = this.certificates
      ? createTlsServer({
          ...this.limits(),
          ...this.certificates.pair,
          minVersion: 'TLSv1.2',
          handshakeTimeout: headers,
        })
      : createServer(this.limits());
    const answer = (request: IncomingMessage, response: ServerResponse) => this.answer(request, response);
    server.on('request', answer);
    // Who asks whether to go on is told so when somebody wants to read on.
    server.on('checkContinue', answer);
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.headers.upgrade?.toLowerCase() === 'websocket') this.upgrades.take(request, socket, head);
      // HTTP/2 without TLS, which Java's client offers with each first request.
      else answer(request, answerTo(request, socket));
    });
    server.on('connection', (socket: Socket) => this.admit(socket));
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => this.refuse(error, socket));
    server.on('timeout', (socket: Socket) => this.checkReader(socket));
    server.setTimeout(reader);
    return server;
  }

  private limits(): ServerOptions {
    return {
      headersTimeout: this.patience.headers,
      // Bodies have their own watch: a pack of a gigabyte may take its time.
      requestTimeout: 0,
      keepAliveTimeout: this.patience.keepAlive,
      connectionsCheckingInterval: Math.min(5000, this.patience.headers),
      keepAlive: true,
      keepAliveInitialDelay: 30_000,
      noDelay: true,
      maxHeaderSize: 16_384,
    };
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.answers.set(socket, response);
    response.on('close', () => this.answers.delete(socket));
    lingerOver(request, response);
    this.front.answer(request, response);
  }

  private admit(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    socket.on('error', () => {});
    // All clients of a proxy come from its address: only the total holds for them.
    const place = this.proxies.has(address) ? `${address} ${socket.remotePort}` : networkOf(address);
    if (this.places.enter(place)) this.turnAway(socket);
    else socket.on('close', () => this.places.leave(place));
  }

  /** Words before the TLS handshake would not be understood. */
  private turnAway(socket: Socket): void {
    if (this.certificates) socket.destroy();
    else refuseConnection('too many', socket);
  }

  /** Where an answer has begun, another one in its midst would be taken for a part of it. */
  private refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (this.answers.get(socket)?.headersSent) socket.destroy();
    else refuseConnection(error, socket);
  }

  /** A quiet connection stays while the rack works on an answer, not when the client does not take what is there. */
  private checkReader(socket: Socket): void {
    if (socket.writableLength > 0 || !this.answers.has(socket)) socket.destroy();
  }
}
