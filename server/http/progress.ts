import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../lib/failure.ts';
import { type Output, outputTo } from '../deploy/output.ts';
import type { Release } from '../model/release.ts';
import type { Reply } from './reply.ts';

/** Milliseconds that the rest of a request is read, and thrown away, after it has failed. */
const LINGER = 5000;

/** Milliseconds in which a proxy reads the last words, before the connection is reset: a reset takes along what is unread. */
const SETTLED = 300;

/**
 * The answer to a request that takes its time: its progress, line by line as it is made. Status and headers go with the
 * first line, so that whatever is refused before has a status of its own. How it ended:
 *
 * - as text, the last line is that of a push. After a failure the connection is cut before the end that HTTP asks for,
 *   so that curl's exit code is not 0.
 * - to clients that accept JSON, a row of objects, one a line: `{"line": "…"}`, at last `{"release": {…}}` or
 *   `{"error": "…", "code": "…"}`; it always ends in order.
 *
 * Whatever ends in order has the trailer `Rack-Result`: `ok`, or the failure's code.
 */
export class Progress {
  readonly output: Output;
  private readonly reply: Reply;
  private readonly isJson: boolean;
  private last: Promise<void> = Promise.resolve();

  constructor(reply: Reply, accept: string | undefined) {
    this.reply = reply;
    this.isJson = /\bapplication\/(x-ndjson|json)\b/i.test(accept ?? '');
    this.output = outputTo((line) => this.tell(this.isJson ? JSON.stringify({ line }) : line));
  }

  async succeeded(release: Release): Promise<void> {
    if (this.isJson || !this.reply.begun) this.tell(this.isJson ? JSON.stringify({ release }) : `v${release.version}`);
    await this.last;
    this.end('ok');
  }

  /** Tells of the failure, where the answer has begun, and throws it: what is left to be done about it is its caller's. */
  async failed(error: unknown, body: Readable): Promise<void> {
    if (!this.reply.begun) throw error;
    const failure = error instanceof Failure ? error : trouble();
    if (this.isJson) this.tell(JSON.stringify({ error: failure.message, code: failure.code, hint: failure.hint }));
    else for (const line of wordsOf(failure)) this.tell(line);
    await this.last;
    await readOn(body);
    await this.reply.flushed();
    if (this.isJson) this.end(failure.code);
    else if (!this.reply.hasEnd) await sleep(SETTLED).then(() => this.reply.reset());
    throw error;
  }

  // Private

  private end(result: string): void {
    this.reply.end(this.reply.hasEnd ? { 'Rack-Result': result } : {});
  }

  private tell(line: string): void {
    if (!this.reply.begun) {
      const type = this.isJson ? 'application/x-ndjson' : 'text/plain; charset=utf-8';
      const trailer = this.reply.hasEnd && { trailer: 'Rack-Result' };
      this.reply.begin(200, { 'content-type': type, 'cache-control': 'no-store', ...trailer });
    }
    this.last = this.last.then(() => this.reply.write(`${line}\n`));
  }
}

// Private

function trouble(): Failure {
  return new Failure('rack_trouble', 'Something went wrong inside the rack; its log says what.');
}

function wordsOf({ message, hint }: Failure): string[] {
  const lines = message.split('\n').map((line) => ` !     ${line}`);
  return hint ? [...lines, `       ${hint}`] : lines;
}

/** A connection that is closed on unread bytes is reset, and the client may not see the answer. */
async function readOn(body: Readable): Promise<void> {
  if (body.readableEnded || body.destroyed) return;
  const signal = AbortSignal.timeout(LINGER);
  body.unpipe().resume();
  await Promise.race([once(body, 'end', { signal }), once(body, 'close', { signal })]).catch(() => {});
}
