import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Resolve } from '../../git/submodules/public-address.ts';
import { type DrainSecrets, placeOf } from '../../model/drain.ts';
import { jsonOf } from './json-message.ts';
import type { Batch, Receiver } from './receiver.ts';
import { Refusal, Silence } from './trouble.ts';

export interface HttpsOptions {
  /** The drain. */
  id: string;
  url: URL;
  header: DrainSecrets['header'];
  /** The name of the rack, which is the host of the lines. */
  rack: string;
  version: string;
  resolve: Resolve;
  tls?: Pick<ConnectionOptions, 'ca'>;
  /** Milliseconds for a request. */
  patience?: number;
}

const PATIENCE = 20_000;

/** Of a receiver's answers only the status is of interest. */
const MOST_ANSWER = 64 * 1024;

/** A receiver may ask to be left alone for so many milliseconds at most. */
const MOST_RETRY_AFTER = 10 * 60_000;

/** What a receiver answers to a body that is too large for it. */
const TOO_LARGE = 413;

const packed = promisify(gzip);

/** Posts lines to a receiver as JSON, on a connection that is kept. */
export class HttpsReceiver implements Receiver {
  private readonly options: HttpsOptions;
  private readonly agent: HttpAgent;

  constructor(options: HttpsOptions) {
    this.options = options;
    const kept = { keepAlive: true, maxSockets: 1 };
    this.agent = options.url.protocol === 'https:' ? new HttpsAgent({ ...kept, ...options.tls }) : new HttpAgent(kept);
  }

  async send(batch: Batch, signal: AbortSignal): Promise<number> {
    try {
      await this.post(batch, signal);
      return 0;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== TOO_LARGE) throw error;
      return this.sendHalves(batch, signal);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  // Private

  /** What is too large in one piece may go in two; a line that is too large alone never goes. */
  private async sendHalves({ after, lines }: Batch, signal: AbortSignal): Promise<number> {
    if (lines.length === 1) return 1;
    const middle = Math.ceil(lines.length / 2);
    const [first, second] = [lines.slice(0, middle), lines.slice(middle)];
    const refused = await this.send({ after, lines: first }, signal);
    return refused + (await this.send({ after: first.at(-1)?.number ?? after, lines: second }, signal));
  }

  private async post({ lines }: Batch, signal: AbortSignal): Promise<void> {
    const { url, resolve, rack, patience = PATIENCE } = this.options;
    const { host } = placeOf(url);
    // A name is looked up, and checked, when a connection is made; an address is not looked up.
    if (isIP(host) !== 0) await resolve(host);
    const body = await packed(jsonOf(lines, rack), { level: 1 });
    const late = AbortSignal.timeout(patience);
    const both = AbortSignal.any([signal, late]);
    try {
      await this.answer(body, this.headers(lines, body), both);
    } catch (error) {
      throw late.aborted && !signal.aborted ? new Silence(patience) : error;
    }
  }

  private headers(lines: Batch['lines'], body: Buffer): Record<string, string | number> {
    const { id, version, header } = this.options;
    return {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': body.length,
      'user-agent': `Rack/${version}`,
      'rack-drain': id,
      'rack-lines': `${lines[0]?.number}-${lines.at(-1)?.number}`,
      ...(header && { [header.name]: header.value }),
    };
  }

  /** Resolves when it is a good one. */
  private answer(body: Buffer, headers: Record<string, string | number>, signal: AbortSignal): Promise<void> {
    const { url, resolve } = this.options;
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const options = { method: 'POST', headers, agent: this.agent, lookup: lookupBy(resolve), signal };
    return new Promise((done, failed) => {
      const sent: ClientRequest = request(url, options, (response) => {
        const refusal = refusalOf(response);
        leave(response, () => (refusal ? failed(refusal) : done()));
      });
      sent.on('error', (error) => {
        // A connection that was kept may be closed by the other side just when it is used again.
        const isStale = sent.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        if (isStale) this.answer(body, headers, signal).then(done, failed);
        else failed(error);
      });
      sent.end(body);
    });
  }
}

// Private

/** Looks names up where only addresses come out that may be asked. */
function lookupBy(resolve: Resolve): LookupFunction {
  return (host, { all }, found) => {
    resolve(host).then(
      (address) => (all ? found(null, [{ address, family: isIP(address) }]) : found(null, address, isIP(address))),
      (error) => found(error, '', 0),
    );
  };
}

/** Reads an answer to its end, so that the connection can be kept; a long one is cut off. */
function leave(response: IncomingMessage, ended: () => void): void {
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_ANSWER) response.destroy();
  });
  response.on('error', () => {}).on('close', ended);
}

function refusalOf({ statusCode: status = 0, headers }: IncomingMessage): Refusal | undefined {
  if (status >= 200 && status < 300) return undefined;
  const asked = headers['retry-after'] ?? '';
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
  return new Refusal(status, wait > 0 ? Math.min(wait, MOST_RETRY_AFTER) : undefined);
}
