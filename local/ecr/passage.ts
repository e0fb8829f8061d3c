import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { refuse } from './answer.ts';
import type { Registry } from './registry.ts';

/** A manifest on its way to the registry; `stored` is told its digest before the client hears of it. */
export interface Manifest {
  bytes: Buffer;
  stored(digest: string): void;
}

/** Passes requests on to the registry and its answers back, as streams. */
export class Passage {
  private readonly registry: Registry;
  private readonly log: Log;

  constructor(deps: { registry: Registry; log: Log }) {
    this.registry = deps.registry;
    this.log = deps.log;
  }

  pass(incoming: IncomingMessage, response: ServerResponse, path: string, manifest?: Manifest): void {
    const { socketPath, agent } = this.registry;
    const { authorization: _secret, connection: _hop, ...headers } = incoming.headers;
    const outgoing = request({ socketPath, agent, method: incoming.method, path, headers });
    outgoing.on('error', (error) => this.lost(response, error));
    outgoing.on('response', (answer) => {
      const digest = answer.headers['docker-content-digest'];
      if (answer.statusCode === 201 && typeof digest === 'string') manifest?.stored(digest);
      response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
      pipeline(answer, response, () => {});
    });
    response.on('close', () => {
      if (!response.writableFinished) outgoing.destroy();
    });
    if (manifest) outgoing.end(manifest.bytes);
    else pipeline(incoming, outgoing, () => {});
  }

  // Private

  private lost(response: ServerResponse, error: Error): void {
    if (response.destroyed || response.writableEnded) return;
    this.registry.distrust();
    this.log.error('the registry was lost', error);
    if (response.headersSent) response.destroy();
    else refuse(response, 503, 'UNAVAILABLE', `the registry does not answer: ${messageOf(error)}`);
  }
}

// Private

function withoutHops({ connection: _hop, 'keep-alive': _idle, ...headers }: IncomingMessage['headers']) {
  return headers;
}
