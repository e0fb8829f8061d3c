import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Failure, messageOf } from '../../../lib/failure.ts';
import type { Resolve } from '../../git/submodules/public-address.ts';

/** What came of one request. */
export interface Answer {
  status: number | undefined;
  /** Why it was not good; undefined: it was. */
  reason: string | undefined;
  /** Milliseconds. */
  took: number;
}

/** Milliseconds that a receiver has for its answer, with name, connection and all. */
const PATIENCE = 10_000;

/** Sends one message to a receiver, at an address that `resolve` allows. Follows nothing, reads nothing but the status, never throws. */
export async function send(
  url: URL,
  message: { headers: Record<string, string>; body: string },
  { resolve, patience = PATIENCE }: { resolve: Resolve; patience?: number },
): Promise<Answer> {
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    const address = await resolve(url.hostname);
    const status = await statusOf(url, { address, ...message }, AbortSignal.timeout(patience));
    return { status, reason: reasonOf(status), took: took() };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const reason = isLate ? `no answer within ${patience / 1000} s` : sentence(error);
    return { status: undefined, reason, took: took() };
  }
}

// Private

interface Message {
  /** The one that was checked: asked once more, the name may lead elsewhere. */
  address: string;
  headers: Record<string, string>;
  body: string;
}

function statusOf(url: URL, { address, headers, body }: Message, signal: AbortSignal): Promise<number> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    agent: false as const,
    lookup: lookupOf(address),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      resolve(response.statusCode as number);
      response.destroy();
    });
    const late = () => sent.destroy(signal.reason);
    signal.addEventListener('abort', late, { once: true });
    sent.on('error', reject).on('close', () => signal.removeEventListener('abort', late));
    sent.end(body);
  });
}

/** What names are looked up with: it always finds this address. */
function lookupOf(address: string): LookupFunction {
  const family = isIP(address);
  return (_, { all }, found) => (all ? found(null, [{ address, family }]) : found(null, address, family));
}

function reasonOf(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  return status >= 300 && status < 400 ? `answered ${status}, and redirects are not followed` : `answered ${status}`;
}

function sentence(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return (error as NodeJS.ErrnoException).code ?? messageOf(error);
}
