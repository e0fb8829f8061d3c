import type { IncomingHttpHeaders } from 'node:http';

/** The cookie of a console's session: no script reads it, and no other site's page has it sent along. */
export interface SessionCookie {
  name: string;
  secret: string;
}

/**
 * The cookie of this rack's sessions in a request. Cookies know no ports, and two racks may be on one machine; so that its name has the
 * rack's. Over HTTPS its prefix keeps apps below the same domain from setting another one.
 */
export function cookieIn(headers: IncomingHttpHeaders, rack: string): SessionCookie | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  for (const name of [cookieName(rack, true), cookieName(rack, false)]) {
    const secret = pairs.find((pair) => pair[0] === name)?.[1];
    if (secret) return { name, secret };
  }
  return undefined;
}

/** `Secure` where the page came over HTTPS; browsers keep none of these over plain HTTP. */
export function cookieName(rack: string, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}rack-console-${rack}`;
}

/** The header that has a browser keep a cookie until then. */
export function setCookie({ name, secret }: SessionCookie, expiresAt: string): string {
  const age = Math.max(0, Math.floor((Date.parse(expiresAt) - Date.now()) / 1000));
  const secure = name.startsWith('__Host-') ? '; Secure' : '';
  return `${name}=${secret}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure}`;
}
