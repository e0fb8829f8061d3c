import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a client may still send after it has got its answer, in bytes and milliseconds. */
const MOST_AFTER_ANSWER = 4 * 1024 * 1024;
const LINGER = 5_000;

/** Milliseconds in which a refused client may read why. */
const LAST_BYTES = 1_000;

/**
 * Reads on for a while after an answer that came before the end of the request: a connection closed on unread bytes is
 * reset, and the client may not see the answer. Who does not stop sending is cut.
 */
export function lingerOver(request: IncomingMessage, response: ServerResponse): void {
  // Before Node.js throws the rest away uncounted.
  response.prependOnceListener('finish', () => {
    if (request.readableEnded || request.destroyed) return;
    const { socket } = request;
    const from = socket.bytesRead;
    request.on('data', () => {
      if (socket.bytesRead - from > MOST_AFTER_ANSWER) socket.destroy();
    });
    request.unpipe();
    request.resume().read(0);
    const timer = setTimeout(() => socket.destroy(), LINGER).unref();
    for (const event of ['end', 'close']) request.once(event, () => clearTimeout(timer));
  });
}

/** Answers a connection that gets no further (by the error's code, or as one too many), and closes it. */
export function refuseConnection(error: NodeJS.ErrnoException | 'too many' | 'upgrade', socket: Duplex): void {
  const code = typeof error === 'string' ? error : (error.code ?? '');
  const refusal = REFUSALS[code] ?? (code.startsWith('HPE_') ? NO_HTTP : undefined);
  if (!refusal || !socket.writable) return void socket.destroy();
  const [status, sentence] = refusal;
  const head = `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${sentence.length + 1}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${sentence}\n`);
  // The client may go on sending: nobody reads it, and it must not keep the connection.
  setTimeout(() => socket.destroy(), LAST_BYTES).unref();
}

/** The answer to a request that also offers another protocol, which is not taken up: as if it had not. */
export function answerTo(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Socket);
  response.on('finish', () => socket.end());
  return response;
}

// Private

const NO_HTTP = ['400 Bad Request', 'This is no HTTP request.'] as const;

const REFUSALS: Readonly<Record<string, readonly [status: string, sentence: string]>> = {
  'too many': ['503 Service Unavailable', 'There are too many connections; try again in a moment.'],
  upgrade: ['404 Not Found', 'Nothing speaks WebSocket here.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come to an end in time.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers of the request are larger than 16 KiB.'],
};
