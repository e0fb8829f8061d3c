import { Readable } from 'node:stream';
import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { GitRequest } from '../apps/pushes.ts';
import { FLUSH, pktLine } from '../git/pkt-line.ts';
import { printable } from './errors.ts';
import { PacketWatch } from './packets.ts';
import type { BodyLimits, Visit } from './service.ts';

/** Characters of what git says on stderr that are kept for the log. */
const LONGEST_COMPLAINT = 500;

/**
 * One request to git and its answer. The answer begins with git's first bytes: what is refused before them has a status
 * of its own; what goes wrong later is put where git's answer breaks off, so that the client shows a sentence.
 */
export class GitExchange {
  private readonly visit: Visit;
  private readonly app: string;
  private readonly type: string;
  private readonly watch = new PacketWatch();
  private readonly trouble = new AbortController();
  private stdin: Readable = Readable.from([]);
  private preamble = Buffer.alloc(0);
  private complaint = '';

  constructor(visit: Visit, { app, type }: { app: string; type: string }) {
    this.visit = visit;
    this.app = app;
    this.type = type;
  }

  /** Puts what HTTP adds before the list of refs; version 2 has its own first line. */
  announce(service: string): void {
    const isVersion2 = service === 'upload-pack' && /\bversion=2\b/.test(this.protocol ?? '');
    if (!isVersion2) this.preamble = Buffer.concat([pktLine(`# service=git-${service}\n`), FLUSH]);
  }

  /** Takes the request's body for git to read. */
  async read(limits: BodyLimits): Promise<void> {
    this.stdin = await this.visit.body(limits);
    this.stdin.on('error', (error) => this.trouble.abort(error));
  }

  /** Lets git answer. Throws what went wrong, also where the client was told already. */
  async run(log: Log, work: (request: GitRequest) => Promise<number>): Promise<void> {
    const { actor, signal: ends } = this.visit;
    const { app, protocol } = this;
    const signal = AbortSignal.any([ends, this.trouble.signal]);
    const streams = { stdin: this.stdin, write: this.write };
    try {
      const code = await work({ app, actor, protocol, streams, signal });
      if (code !== 0) throw signal.aborted ? signal.reason : this.broken(code, log);
    } catch (error) {
      await this.tell(error);
      throw error;
    }
    await this.end();
  }

  // Private

  private get protocol(): string | undefined {
    return [this.visit.request.headers['git-protocol']].flat()[0];
  }

  /** Not asynchronous before the bytes are handed on: they keep the order of the calls. */
  private readonly write = (chunk: Buffer, to: 'stdout' | 'stderr'): Promise<void> => {
    if (to === 'stderr') {
      this.complaint = (this.complaint + chunk).slice(-LONGEST_COMPLAINT);
      return Promise.resolve();
    }
    this.watch.pass(chunk);
    return this.visit.reply.begun ? this.visit.reply.write(chunk) : this.begin(chunk);
  };

  private begin(first: Buffer): Promise<void> {
    const headers = {
      'content-type': this.type,
      'cache-control': 'no-cache, max-age=0, must-revalidate',
      expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
      pragma: 'no-cache',
    };
    return this.visit.reply.begin(200, headers, Buffer.concat([this.preamble, first]));
  }

  private async end(): Promise<void> {
    if (!this.visit.reply.begun) await this.begin(Buffer.alloc(0));
    this.visit.reply.end();
  }

  /** Puts an error where the answer breaks off; before it has begun, its status will tell. */
  private async tell(error: unknown): Promise<void> {
    const { reply } = this.visit;
    if (!reply.begun) return;
    const words = this.watch.lastWords(sentenceOf(error));
    if (words === 'cut') reply.cut();
    else {
      await reply.write(words ?? '');
      reply.end();
    }
  }

  private broken(code: number, log: Log): Failure {
    // git quotes what the client has sent.
    const complaint = printable(this.complaint.trim().replace(/\s+/g, ' '));
    log.info(`git for ${this.app} ended with exit code ${code}: ${complaint}`);
    return new Failure('bad_git_request', 'git could not make sense of the request, or it was broken off.');
  }
}

// Private

function sentenceOf(error: unknown): string {
  if (!(error instanceof Failure)) return 'The rack met an error of its own; its log says what.';
  return [error.message, error.hint].filter(Boolean).join(' ');
}
