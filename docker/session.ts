import { randomUUID } from 'node:crypto';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { fields } from './buildkit.ts';

/** The most bytes that BuildKit takes as one secret. */
export const LARGEST_SECRET = 500 * 1024;

/** Bytes of a question; it holds the id of a secret. */
const LARGEST_QUESTION = 64 * 1024;

const GET_SECRET = '/moby.buildkit.secrets.v1.Secrets/GetSecret';
const HEALTH = '/grpc.health.v1.Health/Check';

/** Of gRPC: https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const STATUS = { ok: 0, notFound: 5, unimplemented: 12 } as const;

/**
 * A session with BuildKit: a connection over which the engine asks for the secrets of a build while it runs, by gRPC. Values
 * are not kept by the engine; they are in no layer, no history and no cache.
 */
export class BuildSession {
  readonly id: string;
  private readonly server: Http2Server;
  private readonly socket: Duplex;

  private constructor(id: string, server: Http2Server, socket: Duplex) {
    this.id = id;
    this.server = server;
    this.socket = socket;
  }

  /** Opens a session that answers with these secrets, by their ids. */
  static async open(docker: Docker, secrets: ReadonlyMap<string, Buffer>): Promise<BuildSession> {
    const id = randomUUID();
    const socket = await upgraded(docker, id);
    const server = createServer();
    server.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      answer(stream, String(headers[':path']), secrets).catch(() => stream.destroy());
    });
    server.on('sessionError', () => socket.destroy());
    socket.on('error', () => {});
    server.emit('connection', socket);
    return new BuildSession(id, server, socket);
  }

  close(): void {
    this.socket.destroy();
    this.server.close();
  }
}

// Private

/** The connection of a session request, on which the engine is the client from then on. */
function upgraded(docker: Docker, id: string): Promise<Duplex> {
  const request = {
    path: '/session',
    method: 'POST',
    hijack: true,
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'rack',
      'X-Docker-Expose-Session-Grpc-Method': [GET_SECRET, HEALTH],
    },
    statusCodes: { 101: true, 200: true, 500: 'server error' },
  };
  return new Promise((resolve, reject) =>
    docker.modem.dial(request as never, (error: unknown, socket: unknown) =>
      error ? reject(error) : resolve(socket as Duplex),
    ),
  );
}

async function answer(stream: ServerHttp2Stream, method: string, secrets: ReadonlyMap<string, Buffer>): Promise<void> {
  const question = await messageIn(stream).catch(() => undefined);
  if (question === undefined) return void stream.destroy();
  if (method === HEALTH) return reply(stream, Buffer.from([SERVING_FIELD, 1]));
  if (method !== GET_SECRET) return refuse(stream, STATUS.unimplemented, `${method} is not served`);
  const id = idIn(question);
  const secret = secrets.get(id);
  if (secret === undefined) return refuse(stream, STATUS.notFound, `there is no secret ${id}`);
  reply(stream, Buffer.concat([Buffer.from([DATA_FIELD]), varint(secret.length), secret]));
}

/** The keys of the one field of each answer: a number, and bytes. */
const SERVING_FIELD = (1 << 3) | 0;
const DATA_FIELD = (1 << 3) | 2;

/** gRPC puts five bytes before a message: whether it is compressed, and its length. */
const PREFIX = 5;

async function messageIn(stream: ServerHttp2Stream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > LARGEST_QUESTION) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).subarray(PREFIX);
}

function idIn(question: Buffer): string {
  for (const { field, value } of fields(question)) if (field === 1) return String(value);
  return '';
}

function reply(stream: ServerHttp2Stream, message: Buffer): void {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': STATUS.ok }));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.end(Buffer.concat([prefix, message]));
}

function refuse(stream: ServerHttp2Stream, status: number, message: string): void {
  const headers = { 'grpc-status': status, 'grpc-message': encodeURIComponent(message) };
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...headers }, { endStream: true });
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}
