import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../../lib/failure.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import { requireRole } from '../model/access.ts';
import type { Role } from '../model/developer.ts';
import type { Channel } from './channel.ts';
import { type Given, type Params, read } from './params.ts';
import { matcherOf } from './path-pattern.ts';

/** What a socket may use. */
export interface SocketContext {
  actor: Actor;
  rack: Rack;
  version: string;
  path: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  channel: Channel;
  /** Aborts when the client is gone, and with a `Failure` as reason when the right is taken away or the server stops. */
  signal: AbortSignal;
}

/** One WebSocket that the API knows. What it is told stands in headers, or in the query. */
export interface SocketRoute<P extends Params = Params> {
  method: 'SOCKET';
  path: string;
  summary: string;
  /** About the rack, or about the app that `{app}` in the path names. */
  on: 'rack' | 'app';
  role: Role;
  params: P;
  /** It ends with the exit code of a command, also where it is refused. */
  exits?: true;
  run(context: SocketContext & { app: string; given: Given<P> }): Promise<void>;
}

/** Declares a socket whose params have types of their own. */
export function socket<P extends Params>(declared: SocketRoute<P>): SocketRoute {
  return declared as unknown as SocketRoute;
}

/** The sockets by their paths. */
export class SocketTable {
  private readonly entries: readonly {
    route: SocketRoute;
    match: (path: string) => Record<string, string> | undefined;
  }[];

  constructor(routes: readonly SocketRoute[]) {
    this.entries = routes.map((route) => ({ route, match: matcherOf(route.path) }));
  }

  find(path: string): { route: SocketRoute; path: Record<string, string> } {
    for (const { route, match } of this.entries) {
      const names = match(path);
      if (names) return { route, path: names };
    }
    throw new Failure('nothing_there', `Nothing speaks WebSocket at ${path}.`);
  }
}

/** Speaks with a client, if the developer may. */
export async function speak(route: SocketRoute, context: SocketContext): Promise<void> {
  requireRole(context.actor.developer, route.role, `${route.method} ${route.path}`);
  const app = route.on === 'app' ? context.rack.apps.find(context.path.app as string, context.actor).name : '';
  const given = read(route.params, { query: context.query, headers: context.headers, body: new Map() });
  await route.run({ ...context, app, given });
}
