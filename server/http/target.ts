import { Failure } from '../../lib/failure.ts';

/** What a request asks for: its URL, taken apart but not cleaned (`//` stays), each part decoded once where it is used. */
export interface Target {
  /** As the client sent it, without the query: `/apps/my%20app`. */
  path: string;
  query: URLSearchParams;
}

/** Characters of the longest URL; no honest one comes near. */
const LONGEST_URL = 4096;

/** Takes apart the URL of a request line. Throws a `Failure` for what is no path. */
export function parseTarget(url: string): Target {
  if (url.length > LONGEST_URL) throw tooLong(url.length);
  if (!url.startsWith('/')) throw badUrl('The URL of the request is no path.');
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  const query = end < 0 || url[end] === '#' ? '' : url.slice(end + 1);
  return { path, query: new URLSearchParams(query) };
}

/** One part of a path, percent-decoded once. Throws a `Failure` `bad_url` when it is not UTF-8. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badUrl('The URL of the request has a percent-encoding that is no UTF-8 text.');
  }
}

// Private

function badUrl(message: string): Failure {
  return new Failure('bad_url', message);
}

function tooLong(length: number): Failure {
  return new Failure('url_too_long', `The URL of the request has ${length} characters; ${LONGEST_URL} are allowed.`);
}
