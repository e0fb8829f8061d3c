import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Failure } from '../../../lib/failure.ts';
import { timeLimited } from '../../../lib/time-limit.ts';
import type { Resolve } from './public-address.ts';

/** Where a repository really is, after redirects, and the address that its host was found at. */
export interface Location {
  url: URL;
  address: string;
}

const MOST_REDIRECTS = 5;
/** Milliseconds in which a host must answer. */
const PATIENCE = 30_000;
const SERVICE = '/info/refs?service=git-upload-pack';

/**
 * Asks a repository whether it is there, and follows its redirects, with a look at each host before it is asked. git
 * itself would follow them to anywhere. Sends no credentials. Throws a `Failure` for what is no public git repository.
 */
export async function locate(url: URL, resolve: Resolve, signal: AbortSignal): Promise<Location> {
  let at = url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const address = await resolve(at.hostname);
    const answer = await ask(at, address, signal);
    const status = answer.statusCode ?? 0;
    const { location, 'content-type': type } = answer.headers;
    answer.destroy();
    if (status === 200 && type === 'application/x-git-upload-pack-advertisement') return { url: at, address };
    if (status < 300 || status >= 400 || !location) throw notThere(at, status);
    at = redirected(at, location);
  }
  throw new Failure('too_many_redirects', `${url.host} redirects more than ${MOST_REDIRECTS} times.`);
}

// Private

function ask(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const family = isIP(address);
  const options = {
    headers: { 'user-agent': 'git/rack', 'git-protocol': 'version=2', accept: '*/*' },
    // The address that was looked at is the one that is asked, whatever the name says by now.
    lookup: ((_, { all }, done) =>
      all ? done(null, [{ address, family }]) : done(null, address, family)) satisfies LookupFunction,
    signal: timeLimited(signal, PATIENCE),
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const asked = request(new URL(url.href.replace(/\/*$/, SERVICE)), options, resolve);
    asked.on('error', (cause) => reject(signal.aborted ? signal.reason : unreachable(url, cause)));
    asked.end();
  });
}

function redirected(from: URL, location: string): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  const path = target?.href.endsWith(SERVICE) ? target.href.slice(0, -SERVICE.length) : undefined;
  const isLess = from.protocol === 'https:' && target?.protocol !== 'https:';
  if (path && /^https?:/.test(path) && !isLess && !target?.username && !target?.password) return new URL(path);
  throw new Failure(
    'bad_redirect',
    `${from.host} redirects to ${location.slice(0, 200)}, where the rack does not follow.`,
  );
}

function notThere(url: URL, status: number): Failure {
  const isClosed = [401, 403, 404].includes(status);
  const why = isClosed
    ? 'does not show it to everybody: it is private, or not there'
    : `gives no git repository (${status})`;
  return new Failure('repository_not_public', `${url.host} ${why}.`);
}

function unreachable(url: URL, cause: Error): Failure {
  const why = cause.name === 'AbortError' || cause.name === 'TimeoutError' ? 'it does not answer' : cause.message;
  return new Failure('host_unreachable', `${url.host} could not be asked: ${why}.`, { cause });
}
