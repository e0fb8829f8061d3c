import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '../../lib/failure.ts';

export interface BodyOptions {
  /** Bytes, unpacked; none means that who reads it has a limit of their own. */
  most?: number | undefined;
  /** Milliseconds in which a client that is waited for must send something worth the name. */
  patience: number;
}

/** Unpacked bytes for each packed one, beyond which gzip is no honest way to say something. */
const HIGHEST_RATIO = 200;

/** Unpacked bytes from which on the ratio is looked at: short texts may repeat themselves. */
const RATIO_FROM = 1024 * 1024;

/** Bytes within a client's patience that are a sign of life. */
const SIGN_OF_LIFE = 1024;

/**
 * The bytes of a request's body: unpacked where they are gzip, up to a limit, from a client that does not let itself be
 * waited for. A body that breaks these rules ends in an `error` that is a `Failure`. Throws one for other encodings.
 */
export function openBody(request: IncomingMessage, response: ServerResponse, options: BodyOptions): Readable {
  const body = unpacked(request, options);
  if (request.headers.expect && !request.complete) response.writeContinue();
  const slow = tooSlow(options.patience);
  // To destroy the request would destroy its connection, and with it the answer.
  const stop = watchPace(request, options.patience, () =>
    body === request ? body.emit('error', slow) : body.destroy(slow),
  );
  response.once('close', stop);
  return body;
}

/** Reads a small body whole. */
export async function readBody(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// Private

function unpacked(request: IncomingMessage, { most }: BodyOptions): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipped(request, most);
  if (encoding !== 'identity') throw unsupportedEncoding(encoding);
  if (most === undefined) return request;
  checkLength(request, most);
  return follow(request, new Limit(most));
}

/** A length that was announced is refused before a byte of it is read. */
function checkLength({ headers }: IncomingMessage, most: number): void {
  if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(most);
}

function gunzipped(request: IncomingMessage, most: number | undefined): Readable {
  const gunzip = createGunzip();
  const limit = new Limit(most ?? Number.POSITIVE_INFINITY, () => gunzip.bytesWritten);
  gunzip.on('error', (cause) => limit.destroy(badGzip(cause)));
  limit.on('close', () => gunzip.destroy());
  follow(request, gunzip);
  gunzip.pipe(limit);
  return limit;
}

/** As `pipe`, and the end comes too when the client breaks off. Whoever closes `to` leaves the rest unread. */
function follow(request: IncomingMessage, to: Transform): Transform {
  request.on('close', () => {
    if (!request.readableEnded && !to.writableEnded) to.destroy(brokenOff());
  });
  to.on('close', () => request.unpipe(to));
  return request.pipe(to);
}

/** Lets so many bytes through, and not many more than came packed. */
class Limit extends Transform {
  private readonly most: number;
  private readonly packed: (() => number) | undefined;
  private passed = 0;

  constructor(most: number, packed?: () => number) {
    super();
    this.most = most;
    this.packed = packed;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.passed += chunk.length;
    const refusal = this.refusal();
    if (refusal) done(refusal);
    else done(null, chunk);
  }

  private refusal(): Failure | undefined {
    if (this.passed > this.most) return tooLarge(this.most);
    const isBomb = this.packed && this.passed > RATIO_FROM && this.passed > HIGHEST_RATIO * this.packed();
    return isBomb ? bomb() : undefined;
  }
}

/** A body that is waited for, and hardly comes, is given up. One that nobody reads may wait. Answers what ends that. */
function watchPace(request: IncomingMessage, patience: number, slow: () => void): () => void {
  let seen = request.socket.bytesRead;
  let wasWaiting = false;
  const timer = setInterval(() => {
    const read = request.socket.bytesRead;
    const isWaiting = request.readableLength === 0 && !request.complete;
    if (isWaiting && wasWaiting && read - seen < SIGN_OF_LIFE) slow();
    wasWaiting = isWaiting;
    seen = read;
  }, patience);
  const stop = () => clearInterval(timer);
  request.once('end', stop);
  return stop;
}

function unsupportedEncoding(encoding: string): Failure {
  return new Failure('unsupported_encoding', `The content encoding "${encoding}" is not known here.`, {
    hint: 'Send gzip, or the bytes as they are.',
  });
}

function tooLarge(most: number): Failure {
  const size = most >= 1024 * 1024 ? `${Math.floor(most / 1024 / 1024)} MiB` : `${most} bytes`;
  return new Failure('body_too_large', `The request is larger than ${size}, which is the most here.`);
}

function bomb(): Failure {
  return new Failure('body_too_large', `The request unpacks to more than ${HIGHEST_RATIO} times its size.`);
}

function badGzip(cause: Error): Failure {
  return new Failure('bad_gzip', 'The request says that it is gzip, and cannot be unpacked.', { cause });
}

function brokenOff(): Failure {
  return new Failure('broken_off', 'The request was broken off.');
}

function tooSlow(patience: number): Failure {
  const seconds = Math.round(patience / 1000);
  return new Failure('slow_request', `Nothing, or next to nothing, of the request came for ${seconds} s.`);
}
