import type { IncomingMessage } from 'node:http';
import { Failure } from '../../lib/failure.ts';
import type { Rack } from '../apps/rack.ts';
import { ROUTES } from './api/all.ts';
import type { Refusal } from './errors.ts';
import type { Reply } from './reply.ts';
import { RouteTable, runRoute } from './routes.ts';
import type { Service, Visit } from './service.ts';

/** The API: whatever no other service takes. */
export class Api implements Service {
  private readonly rack: Rack;
  private readonly version: string;
  private readonly table = new RouteTable(ROUTES);

  constructor({ rack, version }: { rack: Rack; version: string }) {
    this.rack = rack;
    this.version = version;
  }

  takes(): boolean {
    return true;
  }

  async answer({ request, target, actor, reply, signal, body }: Visit): Promise<void> {
    if (actor.via.kind !== 'session' && isOfPage(request)) throw fromPage();
    const { route, path } = this.table.find(request.method ?? '', target.path);
    const { rack, version } = this;
    const asked = {
      rack,
      version,
      path,
      query: target.query,
      headers: request.headers,
      body: (most: number) => body({ most }),
    };
    const value = await runRoute(route, { ...asked, actor, reply, signal });
    if (!reply.begun) reply.json(200, value ?? { success: true });
    else if (!reply.ended) reply.end();
  }

  refuse(reply: Reply, refusal: Refusal): void {
    reply.refuseAsJson(refusal);
  }
}

// Private

/**
 * True for a change that a web page asks for: only browsers say where it comes from, and they send a token that they know
 * along with the requests of whichever page is open. Sessions of the console are looked at when they come in.
 */
function isOfPage({ method, headers }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD' && headers.origin !== undefined;
}

function fromPage(): Failure {
  return new Failure('from_a_page', 'A web page cannot change anything here, whoever looks at it.', {
    hint: 'Use a program of your own, which sends no header Origin.',
  });
}
