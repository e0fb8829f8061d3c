import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Failure, isAbort } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { Rack } from '../apps/rack.ts';
import { SOCKETS } from './api/sockets.ts';
import type { Auth } from './auth.ts';
import { Channel } from './channel.ts';
import { logFault, refusalOf } from './errors.ts';
import type { Rates } from './rates.ts';
import { type SocketRoute, SocketTable, speak } from './socket-routes.ts';
import { parseTarget } from './target.ts';

/** Bytes of the largest frame of a client: the stock one sends a kilobyte at a time. */
const MOST_FRAME = 1024 * 1024;

/** Milliseconds between looks at whether a silent client is still there. */
const PING = 30_000;

export interface SocketDoorOptions {
  rack: Rack;
  version: string;
  log: Log;
  auth: Auth;
  rates: Rates;
  clientOf(request: IncomingMessage): string;
  /** Does work in one of the places that clients have; rejects when all are taken. */
  inPlace(from: string, work: () => Promise<void>): Promise<void>;
}

/**
 * The WebSockets of the API. The stock client shows nothing of a refused handshake, so that each is accepted first; who it is
 * and what they may is looked at before anything else is done, and a refusal is told inside.
 */
export class SocketDoor {
  private readonly options: SocketDoorOptions;
  private readonly table = new SocketTable(SOCKETS);
  private readonly server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MOST_FRAME,
    // What comes is bytes, in whatever frames.
    skipUTF8Validation: true,
  });

  constructor(options: SocketDoorOptions) {
    this.options = options;
  }

  /** Resolves when the client has what it asked for, or is gone. `stopping` aborts when the server stops. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer, stopping: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      socket.once('close', resolve);
      this.server.handleUpgrade(request, socket, head, (opened) => {
        const ping = setInterval(() => opened.ping(), PING);
        opened.once('close', () => clearInterval(ping));
        this.serve(request, new Channel(opened), stopping).finally(resolve);
      });
    });
  }

  // Private

  private async serve(request: IncomingMessage, channel: Channel, stopping: AbortSignal): Promise<void> {
    const { log, clientOf, inPlace, rack } = this.options;
    let route: SocketRoute | undefined;
    try {
      if (isOfOtherPage(request)) throw fromPage();
      const from = clientOf(request);
      await inPlace(from, () => this.admitted(request, from, channel, stopping, (found) => (route = found)));
    } catch (error) {
      if (channel.gone.aborted) return;
      if (!isAbort(error)) logFault(log, `socket ${request.url}`, error);
      const { message, hint } = refusalOf(error, rack.name);
      await channel.fail(new Error(hint ? `${message}\n${hint}` : message));
      if (route?.exits) await channel.exit(1);
    } finally {
      channel.end();
    }
  }

  private async admitted(
    request: IncomingMessage,
    from: string,
    channel: Channel,
    stopping: AbortSignal,
    onFound: (route: SocketRoute) => void,
  ): Promise<void> {
    const { rack, version, auth, rates } = this.options;
    const target = parseTarget(request.url ?? '');
    const { route, path } = this.table.find(target.path);
    onFound(route);
    const actor = auth.login(request.headers.authorization, from);
    if (actor.via.kind !== 'key') rates.take(actor.via.id);
    const session = rack.sessions.open(actor);
    const signal = AbortSignal.any([channel.gone, stopping, session.signal]);
    const { query } = target;
    try {
      await speak(route, { rack, version, actor, path, query, headers: request.headers, channel, signal });
    } finally {
      session.close();
    }
  }
}

// Private

/** The stock client names the rack itself as the page it is on; browsers name the page that is open. */
function isOfOtherPage({ headers }: IncomingMessage): boolean {
  const { origin, host = '' } = headers;
  return origin !== undefined && origin.toLowerCase().replace(/^https?:\/\//, '') !== host.toLowerCase();
}

function fromPage(): Failure {
  return new Failure('from_a_page', 'A web page cannot open a socket here, whoever looks at it.');
}
