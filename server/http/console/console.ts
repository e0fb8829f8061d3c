import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { Failure } from '../../../lib/failure.ts';
import type { Actor } from '../../apps/actor.ts';
import type { Rack } from '../../apps/rack.ts';
import { readBody } from '../body.ts';
import { MethodFailure, RetryFailure } from '../errors.ts';
import type { FailedLogins } from '../failed-logins.ts';
import { parseObject } from '../form.ts';
import type { Reply } from '../reply.ts';
import type { Target } from '../target.ts';
import { type Asset, Assets } from './assets.ts';
import { cookieIn, cookieName, setCookie } from './cookie.ts';
import { isOfConsole } from './page.ts';

/** Bytes of the longest body with a link. */
const MOST_LINK = 4096;

/** Where a link is exchanged for a session. */
const SESSION = '/console/session';

/** What browsers are told of all files. */
const HEADERS = { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' } as const;

/** What they are told of the page: nothing from elsewhere, in no frame, and no word of where one came from. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
} as const;

/** Of files whose path changes with them. */
const FILE_HEADERS = { 'cache-control': 'public, max-age=31536000, immutable' } as const;

/** One request for the console, of somebody who need not be known. */
export interface ConsoleVisit {
  request: IncomingMessage;
  target: Target;
  reply: Reply;
  from: string;
  body(limits: { most: number }): Promise<Readable>;
}

/** The web console: its files for everybody, a session for whoever has a link, and who a session's requests are of. */
export class ConsoleDoor {
  private readonly rack: Rack;
  private readonly failed: FailedLogins;
  private readonly assets = new Assets();

  constructor({ rack, failed }: { rack: Rack; failed: FailedLogins }) {
    this.rack = rack;
    this.failed = failed;
  }

  takes({ path }: Target): boolean {
    return path === '/console' || path.startsWith('/console/');
  }

  async answer(visit: ConsoleVisit): Promise<void> {
    const { request, target, reply } = visit;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (target.path === SESSION && request.method === 'POST') return this.open(visit);
    if (!isRead) throw new MethodFailure(request.method ?? '', target.path, ['GET']);
    const asset = this.assets.find(target.path.slice('/console/'.length));
    if (asset) return send(request, reply, asset, FILE_HEADERS);
    if (/\.(js|css|svg)$/.test(target.path)) throw otherVersion();
    return send(request, reply, this.assets.page, PAGE_HEADERS);
  }

  /** Who asks with a session of the console; undefined for who is not on its page. Throws a `Failure` `session_over` for no good one. */
  actorOf({ headers }: IncomingMessage, reply: Reply, from: string): Actor | undefined {
    if (headers.authorization !== undefined || !isOfConsole(headers)) return undefined;
    const cookie = cookieIn(headers, this.rack.name);
    const entrance = cookie && this.rack.console.enter(cookie.secret, from);
    if (!entrance) throw sessionOver();
    const { actor, expiresAt, fresh } = entrance;
    if (fresh !== undefined) reply.header('set-cookie', setCookie({ name: cookie.name, secret: fresh }, expiresAt));
    return actor;
  }

  // Private

  private async open({ request, reply, from, body }: ConsoleVisit): Promise<void> {
    const { headers } = request;
    if (!isOfConsole(headers)) throw fromElsewhere();
    const { link } = parseObject((await readBody(await body({ most: MOST_LINK }))).toString()) as { link?: unknown };
    const visitor = { from, browser: headers['user-agent'] ?? '' };
    const opened = await this.rack.console.open(`${link}`, visitor).catch((error) => this.slowDown(from, error));
    const name = cookieName(this.rack.name, isSecure(request));
    reply.header('set-cookie', setCookie({ name, secret: opened.secret }, opened.expiresAt));
    reply.json(200, { developer: opened.actor.developer.name, expiresAt: opened.expiresAt });
  }

  /** Whoever tries many links waits, as with tokens. */
  private slowDown(from: string, error: unknown): never {
    const wait = this.failed.note(from);
    if (wait === undefined) throw error;
    throw new RetryFailure('too_many_logins', `Too many bad links came from ${from}.`, wait);
  }
}

// Private

async function send(request: IncomingMessage, reply: Reply, asset: Asset, more: OutgoingHttpHeaders): Promise<void> {
  const headers = { ...HEADERS, ...more, etag: asset.tag, vary: 'accept-encoding' };
  if (request.headers['if-none-match'] === asset.tag) return reply.send(304, headers, '');
  const { encoding, content } = await asset.bytes(`${request.headers['accept-encoding'] ?? ''}`);
  const type = { 'content-type': asset.type, ...(encoding && { 'content-encoding': encoding }) };
  reply.send(200, { ...headers, ...type }, content);
}

/** A balancer in front may speak HTTPS for the rack; the page's origin tells of it. */
function isSecure({ socket, headers }: IncomingMessage): boolean {
  return socket instanceof TLSSocket || headers.origin?.startsWith('https:') === true;
}

function sessionOver(): Failure {
  return new Failure('session_over', 'You are not signed in, or your session is over.', {
    hint: 'Print a link that signs you in: ssh rack console',
  });
}

function fromElsewhere(): Failure {
  return new Failure('from_a_page', 'Only the page of the console itself can sign in here.', {
    hint: 'Print a link that opens it: ssh rack console',
  });
}

function otherVersion(): Failure {
  return new Failure('nothing_there', 'This file is of another version of the console.', {
    hint: 'Load the page anew.',
  });
}
