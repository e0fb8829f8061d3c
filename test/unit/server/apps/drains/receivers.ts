import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import type { Test } from 'tap';
import { selfSigned } from '../../../../../server/model/self-signed.ts';
import { until } from '../../../until.ts';

/** The host of all receivers, which leads to this machine where names are looked up by the tests. */
export const HOST = 'logs.example.com';

/** The certificate of all receivers, in which their clients trust. */
export const CERTIFICATE = selfSigned([HOST, 'other.example.com']);

/** A message of syslog, in its parts. */
export interface Message {
  priority: number;
  time: string;
  host: string;
  app: string;
  process: string;
  id: string;
  number: number;
  text: string;
}

/** A receiver of syslog, over TLS unless told: reads frames as RFC 6587 has them, and nothing else. */
export class SyslogServer {
  readonly got: Message[] = [];
  readonly strange: string[] = [];
  port = 0;
  private readonly isPlain: boolean;
  private readonly connections = new Set<Socket>();
  private server: Server | undefined;

  constructor(isPlain = false) {
    this.isPlain = isPlain;
  }

  async start(t: Test): Promise<this> {
    const server = this.isPlain ? createServer() : createTlsServer({ key: CERTIFICATE, cert: CERTIFICATE });
    server.on(this.isPlain ? 'connection' : 'secureConnection', (socket: Socket) => this.take(socket));
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    t.teardown(() => this.stop());
    return this;
  }

  /** Ends as a receiver does that is stopped: what it has not read it never reads. */
  stop(): void {
    for (const socket of this.connections) socket.destroy();
    this.connections.clear();
    this.server?.close();
  }

  get url(): string {
    return `${this.isPlain ? 'syslog' : 'syslog+tls'}://${HOST}:${this.port}`;
  }

  async until(isEnough: (got: readonly Message[]) => boolean): Promise<Message[]> {
    await until('messages over syslog', () => isEnough(this.got));
    return this.got;
  }

  private take(socket: Socket): void {
    let rest: Buffer = Buffer.alloc(0);
    this.connections.add(socket);
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        rest = this.read(Buffer.concat([rest, chunk]));
      });
  }

  private read(bytes: Buffer): Buffer {
    const [head, length] = /^(\d+) /.exec(bytes.subarray(0, 12).toString('latin1')) ?? [];
    if (head === undefined) return bytes;
    const end = head.length + Number(length);
    if (bytes.length < end) return bytes;
    this.keep(bytes.subarray(head.length, end).toString());
    return this.read(bytes.subarray(end));
  }

  private keep(text: string): void {
    const found = /^<(\d+)>1 (\S+) (\S+) (\S+) (\S+) (\S+) (?:-|\[meta sequenceId="(\d+)"\]) (.*)$/s.exec(text);
    if (!found) this.strange.push(text);
    const [, priority, time, host, app, process, id, number, message] = (found ?? []) as unknown as string[];
    this.got.push({
      ...{ priority: Number(priority), time: time as string, host: host as string, app: app as string },
      ...{ process: process as string, id: id as string, number: Number(number), text: message as string },
    });
  }
}

/** A line as requests bring it. */
export interface Posted {
  timestamp: string;
  hostname: string;
  service: string;
  source: string;
  process: string;
  release?: string;
  number: number;
  message: string;
}

export interface Request {
  headers: IncomingHttpHeaders;
  size: number;
  lines: Posted[];
}

/** A receiver of JSON over HTTPS that answers what it is told, and keeps the lines of what it took: of those with 204, as unless told. */
export async function httpsServer(t: Test, answer: (response: ServerResponse, request: Request) => void = () => {}) {
  const taken: Posted[] = [];
  const requests: Request[] = [];
  const server = createHttpsServer({ key: CERTIFICATE, cert: CERTIFICATE }, async (request, response) => {
    const body = gunzipSync(await buffer(request));
    const each = { headers: request.headers, size: body.length, lines: JSON.parse(body.toString()) as Posted[] };
    requests.push(each);
    response.statusCode = 204;
    answer(response, each);
    if (response.statusCode === 204) taken.push(...each.lines);
    if (response.statusCode !== 0) response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  t.teardown(stop);
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `https://${HOST}:${port}`, port, taken, requests, stop },
    until: (isEnough: () => boolean, signal?: AbortSignal) => until('lines over HTTPS', isEnough, signal),
  };
}
