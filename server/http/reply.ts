import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Refusal } from './errors.ts';

/** How the stock client of the API calls itself. */
const STOCK_CLIENT = 'convox.go/';

/** The answer to one request, written at the client's pace. */
export class Reply {
  private readonly response: ServerResponse;
  private readonly gone: AbortSignal;
  /** Those who wait until the connection has taken what they wrote. */
  private readonly writing = new Set<() => void>();

  /** `gone` aborts when the client has left. */
  constructor(response: ServerResponse, gone: AbortSignal) {
    this.response = response;
    this.gone = gone;
    response.once('close', () => {
      for (const done of this.writing) done();
    });
  }

  /** True once the status is on its way: from then on failures must be told in the answer itself. */
  get begun(): boolean {
    return this.response.headersSent;
  }

  get ended(): boolean {
    return this.response.writableEnded;
  }

  /**
   * Sends status and headers at once, with the first bytes where they are there already; proxies on the way are asked not to
   * keep anything back. Resolves as `write`.
   */
  begin(status: number, headers: OutgoingHttpHeaders, first: Buffer | string = ''): Promise<void> {
    if (this.gone.aborted) return Promise.resolve();
    this.response.writeHead(status, { 'x-accel-buffering': 'no', ...headers });
    if (first.length === 0) this.response.flushHeaders();
    return this.write(first);
  }

  /** A header for the answer that is not begun yet. */
  header(name: string, value: string): void {
    this.response.setHeader(name, value);
  }

  /** Resolves when the connection has taken the bytes, which may change then, or is closed. */
  write(chunk: Buffer | string): Promise<void> {
    const { response, writing } = this;
    if (this.gone.aborted || this.ended || response.destroyed || chunk.length === 0) return Promise.resolve();
    return new Promise<void>((resolve) => {
      const done = () => {
        writing.delete(done);
        resolve();
      };
      writing.add(done);
      response.write(chunk, done);
    });
  }

  /** Resolves when all that was written is on its way, or the client is gone. */
  async flushed(): Promise<void> {
    if (this.gone.aborted) return;
    const sent = new Promise((resolve) => this.response.write('', resolve));
    const gone = new Promise((resolve) => this.gone.addEventListener('abort', resolve, { once: true }));
    await Promise.race([sent, gone]);
  }

  /** The end of an answer that was begun; `trailers` were announced in its header `Trailer`. */
  end(trailers: Record<string, string> = {}): void {
    if (this.gone.aborted) return;
    this.response.addTrailers(trailers);
    this.response.end();
  }

  /** True where an answer can have trailers, and an end that is told from a cut: not in HTTP/1.0. */
  get hasEnd(): boolean {
    return this.response.req.httpVersion !== '1.0';
  }

  /** Cuts the connection, so that the client takes what it got for broken off. */
  cut(): void {
    this.response.destroy();
  }

  /** As `cut`, where a closed connection is the end of an answer (HTTP/1.0): only a reset one tells that this was none. */
  reset(): void {
    const { socket } = this.response;
    if (socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
    else this.cut();
  }

  /** A whole answer. */
  send(status: number, headers: OutgoingHttpHeaders, body: Buffer | string): void {
    if (this.gone.aborted) return;
    const length = status === 304 ? {} : { 'content-length': Buffer.byteLength(body) };
    this.response.writeHead(status, { 'cache-control': 'no-store', ...headers, ...length });
    this.response.end(body);
  }

  json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): void {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    this.send(status, { 'content-type': 'application/json', ...headers }, text);
  }

  /** A refusal as clients of the API read it. The stock one shows its sentence alone, which tells how to go on too then. */
  refuseAsJson({ status, code, message, hint, headers }: Refusal): void {
    const isStock = this.response.req.headers['user-agent']?.startsWith(STOCK_CLIENT);
    const error = isStock && hint ? `${message}\n${hint}` : message;
    this.json(status, { error: forFormats(error), ...(hint && { hint: forFormats(hint) }), code }, headers);
  }

  /** A refusal as git shows it, each line after `remote: `. */
  refuseAsText({ status, message, hint, headers }: Refusal): void {
    const text = [message, ...(hint ? [hint] : [])].join('\n');
    this.send(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }, `${text}\n`);
  }
}

/** The stock client of the API takes a sentence for a format: a percent sign would show as `%!s(MISSING)`. */
function forFormats(sentence: string): string {
  return sentence.replace(/%/g, '\uff05');
}
