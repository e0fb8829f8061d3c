import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import { requireRole } from '../model/access.ts';
import type { Role } from '../model/developer.ts';
import { MethodFailure } from './errors.ts';
import { type Members, MOST_FORM, readForm } from './form.ts';
import { type Given, type Params, read } from './params.ts';
import { matcherOf } from './path-pattern.ts';
import type { Reply } from './reply.ts';
import type { Schema } from './schema.ts';

/** What a route may use: who asks, the rack, the request and its answer. */
export interface RouteContext {
  actor: Actor;
  rack: Rack;
  /** Of the server. */
  version: string;
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
export interface RackRoute<P extends Params = Params> extends RouteWords<P> {
  on: 'rack';
  /** The answer, as JSON, unless `reply` was begun; what it throws before that is answered with status and sentence. */
  run(context: RouteContext & { given: Given<P> }): Promise<unknown>;
}

/**
 * About the app that `{app}` in the path names. `app`: one that is there and that the developer may touch, which is
 * checked before it runs; `new app`: a name under which the developer may make one.
 */
export interface AppRoute<P extends Params = Params> extends RouteWords<P> {
  on: 'app' | 'new app';
  run(context: AppContext & { given: Given<P> }): Promise<unknown>;
}

export type AppContext = RouteContext & { app: string };

interface RouteWords<P extends Params> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** `/apps/{app}/objects/{key...}`: a name stands for one part of the path, with dots for all that is left, or nothing. */
  path: string;
  summary: string;
  role: Role;
  /** What it may be told besides its path; nothing unless declared. */
  params?: P;
  /** Its body is no form but bytes, which it reads itself. */
  takes?: 'bytes';
  /** The shape of what it answers; without one it answers that it succeeded. */
  answers?: Schema;
  /** The content type of an answer that is no JSON. */
  answersIn?: string;
}

/** Declares a route whose params have types of their own. */
export function route<P extends Params>(declared: RackRoute<P> | AppRoute<P>): Route {
  // What is read for it is read by these very params.
  return declared as unknown as Route;
}

/** A route with what stands for the names in its path. */
export interface FoundRoute {
  route: Route;
  path: Record<string, string>;
}

/** The routes by their paths: of two that fit, the first one answers. */
export class RouteTable {
  private readonly entries: readonly { route: Route; match: ReturnType<typeof matcherOf> }[];

  constructor(routes: readonly Route[]) {
    this.entries = routes.map((route) => ({ route, match: matcherOf(route.path) }));
  }

  /** The route of a request. A `HEAD` is a `GET` without a body. Throws a `Failure` where there is none. */
  find(method: string, path: string): FoundRoute {
    const asked = method === 'HEAD' ? 'GET' : method;
    const fitting = this.entries.flatMap(({ route, match }) => {
      const names = match(path);
      return names ? [{ route, path: names }] : [];
    });
    const found = fitting.find(({ route }) => route.method === asked);
    if (found) return found;
    if (fitting.length > 0)
      throw new MethodFailure(method, path, [...new Set(fitting.map((each) => each.route.method))]);
    throw new Failure('nothing_there', `There is nothing at ${path}.`);
  }
}

/** Answers a request, if the developer may. */
export async function runRoute(route: Route, context: RouteContext): Promise<unknown> {
  requireRole(context.actor.developer, route.role, `${route.method} ${route.path}`);
  if (route.on === 'rack') return route.run({ ...context, given: await givenTo(route, context) });
  const app = context.path.app as string;
  if (route.on === 'app') context.rack.apps.find(app, context.actor);
  else context.rack.apps.checkMayMake(app, context.actor);
  return route.run({ ...context, app, given: await givenTo(route, context) });
}

// Private

/** Only after the guards: of somebody who may not, nothing is read. */
async function givenTo(route: Route, { query, headers, body }: RouteContext): Promise<Given<Params>> {
  const hasForm = route.takes === undefined && (route.method === 'POST' || route.method === 'PUT');
  const none: Members = new Map();
  const members = hasForm ? await readForm(await body(MOST_FORM), headers['content-type']) : none;
  return read(route.params ?? {}, { query, headers, body: members });
}
