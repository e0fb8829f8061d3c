import { type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import type { HealthCheck } from '../model.ts';
import type { Finding } from './judge.ts';
import { matches } from './matcher.ts';
import { mismatch, open, type Place, USER_AGENT } from './place.ts';

/** Asks over HTTP/2, in clear without an upgrade or over TLS. */
export function asksHttp2(place: Place, check: HealthCheck, signal: AbortSignal): Promise<Finding> {
  return asks(place, check, signal, { ':method': 'GET' }, (headers) => Number(headers[':status']));
}

/** Calls a method of gRPC with an empty message; its status stands in the trailers, or in the headers when there is no answer. */
export function asksGrpc(place: Place, check: HealthCheck, signal: AbortSignal): Promise<Finding> {
  const headers = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };
  return asks(
    place,
    check,
    signal,
    headers,
    ({ 'grpc-status': status }) => Number(status ?? Number.NaN),
    EMPTY_MESSAGE,
  );
}

// Private

/** Not compressed, no bytes. */
const EMPTY_MESSAGE = Buffer.alloc(5);

type StatusIn = (headers: IncomingHttpHeaders) => number;

async function asks(
  place: Place,
  check: HealthCheck,
  signal: AbortSignal,
  headers: Record<string, string>,
  statusIn: StatusIn,
  body?: Buffer,
): Promise<Finding> {
  const secure = check.protocol === 'HTTPS';
  const session = connect(`${secure ? 'https' : 'http'}://${place.host}:${place.port}`, {
    createConnection: () => (secure ? secured(place) : open(place)),
  });
  try {
    const status = await new Promise<number>((resolve, reject) => {
      session.on('error', reject);
      const said = { ...headers, ':path': check.path, 'user-agent': USER_AGENT };
      resolveStatus(session.request(said, { signal }).end(body), statusIn, resolve, reject);
    });
    return matches(check.matcher, status) ? undefined : mismatch(status);
  } finally {
    session.destroy();
  }
}

/** The status from the headers, or else from the trailers. */
function resolveStatus(
  stream: ClientHttp2Stream,
  statusIn: StatusIn,
  resolve: (status: number) => void,
  reject: (error: Error) => void,
): void {
  const look = (headers: IncomingHttpHeaders) => {
    const status = statusIn(headers);
    if (!Number.isNaN(status)) resolve(status);
  };
  stream.on('response', look);
  stream.on('trailers', look);
  stream.on('error', reject);
  stream.on('close', () => reject(new Error('The answer has no status.')));
  stream.resume();
}

const secured = (place: Place) =>
  connectTls({ socket: open(place), ALPNProtocols: ['h2'], rejectUnauthorized: false, servername: '' });
