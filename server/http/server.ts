import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpOptions {
  host: string;
  port: number;
  rack: string;
  version: string;
}

/** The HTTP door: so far only a word on the server's health. */
export class HttpServer {
  private readonly options: HttpOptions;
  private readonly server: Server;

  constructor(options: HttpOptions) {
    this.options = options;
    this.server = createServer((request, response) => {
      request.resume();
      const { status, body } = this.answer(request.method ?? '', request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
    });
  }

  /** Resolves with the port when clients can connect. */
  async start(): Promise<number> {
    this.server.listen(this.options.port, this.options.host);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    await closed;
  }

  // Private

  private answer(method: string, url: string): { status: number; body: object } {
    const { rack, version } = this.options;
    const isHealth = url.split('?')[0] === '/health' && (method === 'GET' || method === 'HEAD');
    if (isHealth) return { status: 200, body: { status: 'ok', rack, version } };
    return { status: 404, body: { error: 'not_found', message: `There is nothing at ${method} ${url}.` } };
  }
}
