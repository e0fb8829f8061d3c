import type { Stickiness } from './routing.ts';

/** How a backend keeps clients with their targets. */
export function stickinessLines(stickiness: Stickiness | undefined): string[] {
  if (!stickiness) return [];
  return stickiness.kind === 'lb_cookie' ? byOwnCookie(stickiness.seconds) : byApplication(stickiness);
}

/** The word of a server line that tells which cookie leads to it. */
export const stickyWord = (stickiness: Stickiness | undefined, server: string) =>
  stickiness ? ` cookie ${server}` : '';

/** Puts a cookie on answers, and its twin for requests from other sites. */
export function cookieField(name: string, value: string, seconds: number, when = 'http-response'): string[] {
  const common = `Expires=%[date(${seconds}),http_date]; Path=/`;
  return [
    `${when} add-header Set-Cookie "${name}=${value}; ${common}"`,
    `${when} add-header Set-Cookie "${name}CORS=${value}; ${common}; SameSite=None%[ssl_fc,iif('; Secure',)]"`,
  ];
}

// Private

const OWN = 'AWSALB';
const TWIN = `${OWN}CORS`;

/** The lifetime of the cookie itself, which is not configurable; how long it counts is written in it. */
const A_WEEK_IN_SECONDS = 604_800;

/**
 * The proxy writes the cookie with the time when it was last seen, but only when that has changed. Every answer shows it
 * all the same, with AWS's look and its twin.
 */
function byOwnCookie(seconds: number): string[] {
  const [, twin] = cookieField(OWN, `%[res.cook(${OWN})]`, A_WEEK_IN_SECONDS, 'http-after-response');
  return [
    `cookie ${OWN} insert maxidle ${seconds}`,
    `http-request add-header Cookie ${OWN}=%[req.cook(${TWIN})] if { req.cook(${TWIN}) -m found } !{ req.cook(${OWN}) -m found }`,
    `http-request set-var(txn.kept) req.cook(${OWN})`,
    `http-after-response add-header Set-Cookie ${OWN}=%[var(txn.kept)] if { var(txn.kept) -m found } !{ res.cook(${OWN}) -m found }`,
    `http-after-response replace-header Set-Cookie "^(${OWN}=[^;]*).*" "\\1; Expires=%[date(${A_WEEK_IN_SECONDS}),http_date]; Path=/"`,
    `${twin} if { res.cook(${OWN}) -m found }`,
  ];
}

const APPLICATION = 'AWSALBAPP-0';

/** A client is kept from when the application gives it its cookie, for as long as it shows that. */
function byApplication({ cookie, seconds }: Stickiness & { kind: 'app_cookie' }): string[] {
  const [own] = cookieField(APPLICATION, '%[srv_name]', seconds);
  return [
    `cookie ${APPLICATION}`,
    `ignore-persist unless { req.cook(${cookie}) -m found }`,
    `${own} if { res.cook(${cookie}) -m found }`,
  ];
}
