import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { networkOf } from '../../lib/address.ts';
import type { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { type Most, Places } from '../../lib/places.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import { Api } from './api.ts';
import type { Auth } from './auth.ts';
import { openBody } from './body.ts';
import { ConsoleDoor } from './console/console.ts';
import { logFault, RetryFailure, refusalOf } from './errors.ts';
import type { FailedLogins } from './failed-logins.ts';
import { Git } from './git.ts';
import { Lfs } from './lfs.ts';
import { isProxied, type TrustedProxies } from './proxies.ts';
import { type Rate, Rates } from './rates.ts';
import { Reply } from './reply.ts';
import type { BodyLimits, Service } from './service.ts';
import { SocketDoor } from './socket-door.ts';
import { parseTarget, type Target } from './target.ts';
import { wholeBody } from './whole-body.ts';

/** Requests at once: a machine that clones for fifty jobs needs fifty and some; each may be a git process. */
const MOST_REQUESTS = { ofOne: 128, inTotal: 512 };

/** Those that follow a log at once: each is a socket that mostly waits, and takes none of the places above. */
const MOST_FOLLOWERS = { ofOne: 128, inTotal: 2048 };

export interface FrontOptions {
  rack: Rack;
  version: string;
  log: Log;
  auth: Auth;
  /** Who has tried to come in, and could not. */
  failed: FailedLogins;
  proxies: TrustedProxies;
  /** How often one token may ask. */
  rates?: Rate | undefined;
  /** Milliseconds that a body is waited for, unless its service says otherwise. */
  patience: number;
}

/** Takes every request: who asks, whether there is room, which service answers, and what to say when none can. */
export class Front {
  private readonly options: FrontOptions;
  private readonly services: readonly Service[];
  private readonly api: Api;
  private readonly console: ConsoleDoor;
  private readonly sockets: SocketDoor;
  private readonly places = new Places(MOST_REQUESTS);
  private readonly following = new Places(MOST_FOLLOWERS);
  private readonly rates: Rates;
  private readonly running = new Map<AbortController, Promise<void>>();

  constructor(options: FrontOptions) {
    this.options = options;
    this.api = new Api(options);
    this.console = new ConsoleDoor(options);
    this.rates = new Rates(options.rates);
    const clientOf = (request: IncomingMessage) => options.proxies.clientOf(request);
    this.sockets = new SocketDoor({ ...options, rates: this.rates, clientOf, inPlace: this.inPlace.bind(this) });
    this.services = [new Git(options), new Lfs(options.rack), this.api];
  }

  /** Answers one request, whatever it is. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    this.track((stopping) => this.serve(request, response, stopping));
  }

  /** Takes a request to speak WebSocket, whatever it is. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.track((stopping) => this.sockets.take(request, socket, head, stopping));
  }

  /** Tells all that run to end; resolves when they have. */
  async stop(reason: Failure): Promise<void> {
    const all = [...this.running];
    for (const [stopping] of all) stopping.abort(reason);
    await Promise.all(all.map(([, done]) => done));
  }

  // Private

  private track(work: (stopping: AbortSignal) => Promise<void>): void {
    const stopping = new AbortController();
    const done = work(stopping.signal).finally(() => this.running.delete(stopping));
    this.running.set(stopping, done);
  }

  private async serve(request: IncomingMessage, response: ServerResponse, stopping: AbortSignal): Promise<void> {
    const { rack, log, proxies } = this.options;
    const gone = goneOf(request, response);
    const reply = new Reply(response, gone);
    response.setHeader('request-id', randomBytes(6).toString('hex'));
    let service: Service = this.api;
    try {
      const target = parseTarget(request.url ?? '');
      if (isRead(request) && target.path === '/health') return this.health(reply);
      if (isRead(request) && target.path === '/check') return await ok(reply);
      service = this.services.find((each) => each.takes(target)) ?? service;
      const from = proxies.clientOf(request);
      const call = { request, response, target, reply, from, ends: [gone, stopping] };
      const work = () => (this.isForConsole(service, target) ? this.show(call) : this.admit(service, call));
      await this.inPlace(from, work, isFollower(target) ? this.following : this.places);
    } catch (error) {
      if (!gone.aborted) logFault(log, `${request.method} ${request.url}`, error);
      if (!reply.begun) service.refuse(reply, refusalOf(error, rack.name));
      else if (!reply.ended) reply.cut();
    }
  }

  private health(reply: Reply): void {
    const { rack, version } = this.options;
    reply.json(200, { status: 'ok', rack: rack.name, version });
  }

  private async inPlace(from: string, work: () => Promise<void>, places = this.places): Promise<void> {
    const network = networkOf(from);
    const why = places.enter(network);
    if (why) throw noPlace(why, places === this.following ? MOST_FOLLOWERS : MOST_REQUESTS);
    await work().finally(() => places.leave(network));
  }

  private async admit(service: Service, call: Call): Promise<void> {
    const { request, target, reply, ends } = call;
    const actor = this.login(service, call);
    if (service === this.api && actor.via.kind !== 'key') this.rates.take(actor.via.id);
    const session = this.options.rack.sessions.open(actor);
    const signal = AbortSignal.any([...ends, session.signal]);
    const bodies: Readable[] = [];
    const body = async (limits: BodyLimits) => {
      const opened = await this.body(call, limits, signal);
      bodies.push(opened);
      return opened;
    };
    try {
      await service.answer({ request, isProxied: isProxied(request), target, actor, reply, signal, body });
    } finally {
      session.close();
      // Files are given back; the request itself may have an answer that is still on its way.
      for (const opened of bodies) if (opened !== request) opened.destroy();
    }
  }

  /** An app may be called `console`: what git asks of its repository is not for this. */
  private isForConsole(service: Service, target: Target): boolean {
    return service === this.api && this.console.takes(target);
  }

  private async show(call: Call): Promise<void> {
    const signal = AbortSignal.any(call.ends);
    await this.console.answer({ ...call, body: (limits) => this.body(call, limits, signal) });
  }

  /** By a token; the API also by a session of the console, on its own page. */
  private login(service: Service, { request, reply, from }: Call): Actor {
    const visitor = service === this.api ? this.console.actorOf(request, reply, from) : undefined;
    return visitor ?? this.options.auth.login(request.headers.authorization, from);
  }

  private async body({ request, response }: Call, limits: BodyLimits, signal: AbortSignal): Promise<Readable> {
    const body = openBody(request, response, { patience: this.options.patience, ...limits });
    return isProxied(request) ? wholeBody(body, signal) : body;
  }
}

// Private

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  reply: Reply;
  from: string;
  ends: AbortSignal[];
}

/** Aborts when the client leaves before it has its answer. */
function goneOf(request: IncomingMessage, response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  request.on('error', () => {});
  response.on('error', () => {});
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** What load balancers and clients of Convox ask whether it is there. */
async function ok(reply: Reply): Promise<void> {
  await reply.begin(200, { 'content-type': 'text/plain; charset=utf-8' }, 'ok\n');
  reply.end();
}

function isFollower({ path, query }: Target): boolean {
  return path.endsWith('/logs') && query.get('follow') === 'true';
}

function noPlace(why: 'too many of one' | 'full', most: Most): Failure {
  if (why === 'full') return new RetryFailure('rack_busy', `The rack answers ${most.inTotal} requests now.`, 5);
  return new RetryFailure('too_many_requests', `${most.ofOne} requests of your address run already.`, 5);
}
