import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import { requireRole } from '../model/access.ts';
import type { Role } from '../model/developer.ts';
import { MethodFailure } from './errors.ts';
import type { Reply } from './reply.ts';
import { decodePart } from './target.ts';

/** What a route may use: who asks, the rack, the request and its answer. */
export interface RouteContext {
  actor: Actor;
  rack: Rack;
  /** What stands in the path for each `{name}` of the route, decoded. */
  path: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The bytes of the request, unpacked where they are gzip; `most` bytes at most. Through a proxy all are there at once. */
  body(most: number): Promise<Readable>;
  /** For answers that are more than a value: `begin`, `write`, `end`. */
  reply: Reply;
  /** Aborts when the client is gone, and with a `Failure` as reason when the right is taken away or the server stops. */
  signal: AbortSignal;
}

/** One request that the API knows: everything about it in one object. */
export type Route = RackRoute | AppRoute;

/** About the rack, its developers, or whoever asks. */
export interface RackRoute extends RouteWords {
  on: 'rack';
  /** The answer, as JSON, unless `reply` was begun; what it throws before that is answered with status and sentence. */
  run(context: RouteContext): Promise<unknown>;
}

/**
 * About the app that `{app}` in the path names. `app`: one that is there and that the developer may touch, which is
 * checked before it runs; `new app`: a name under which the developer may make one.
 */
export interface AppRoute extends RouteWords {
  on: 'app' | 'new app';
  run(context: RouteContext & { app: string }): Promise<unknown>;
}

interface RouteWords {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/apps/{app}/objects/{key...}`: a name stands for one part of the path, with dots for all that is left, or nothing. */
  path: string;
  summary: string;
  role: Role;
}

/** A route with what stands for the names in its path. */
export interface FoundRoute {
  route: Route;
  path: Record<string, string>;
}

/** The routes by their paths: of two that fit, the first one answers. */
export class RouteTable {
  private readonly entries: readonly { route: Route; pattern: RegExp }[];

  constructor(routes: readonly Route[]) {
    this.entries = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  }

  /** The route of a request. A `HEAD` is a `GET` without a body. Throws a `Failure` where there is none. */
  find(method: string, path: string): FoundRoute {
    const asked = method === 'HEAD' ? 'GET' : method;
    const fitting = this.entries.filter(({ pattern }) => pattern.test(path));
    const found = fitting.find(({ route }) => route.method === asked);
    if (found) return { route: found.route, path: namesIn(found.pattern, path) };
    if (fitting.length > 0)
      throw new MethodFailure(method, path, [...new Set(fitting.map((each) => each.route.method))]);
    throw new Failure('nothing_there', `There is nothing at ${path}.`);
  }
}

/** Answers a request, if the developer may. */
export async function runRoute(route: Route, context: RouteContext): Promise<unknown> {
  requireRole(context.actor.developer, route.role, `${route.method} ${route.path}`);
  if (route.on === 'rack') return route.run(context);
  const app = context.path.app as string;
  if (route.on === 'app') context.rack.apps.find(app, context.actor);
  else context.rack.apps.checkMayMake(app, context.actor);
  return route.run({ ...context, app });
}

// Private

function patternOf(path: string): RegExp {
  const parts = path.split(/(\{\w+(?:\.\.\.)?\})/).map((part) => {
    const [, name, rest] = /^\{(\w+)(\.\.\.)?\}$/.exec(part) ?? [];
    return name ? `(?<${name}>${rest ? '.*' : '[^/]+'})` : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}

function namesIn(pattern: RegExp, path: string): Record<string, string> {
  const groups = pattern.exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodePart(value)]));
}
