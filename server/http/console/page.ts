import type { IncomingHttpHeaders } from 'node:http';

/** The header that the console sends with all it asks. A page of elsewhere must ask leave to send it, which nobody is given. */
const HEADER = 'x-rack-console';

/**
 * True for a request that the console's own page makes: it has the header, and the browser, where it says anything of the page, says that
 * it came from here. Apps below the rack's domain are the same site, and not the same origin.
 */
export function isOfConsole(headers: IncomingHttpHeaders): boolean {
  if (headers[HEADER] === undefined) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host = '' } = headers;
  return origin === undefined || origin.toLowerCase().replace(/^https?:\/\//, '') === host.toLowerCase();
}
