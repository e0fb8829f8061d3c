import { isIP } from 'node:net';
import { Failure } from '../../lib/failure.ts';

/** Where the lines of an app's log are sent to. */
export interface Drain {
  /** `L` and nine capital letters. */
  id: string;
  app: string;
  /** The receiver, for those who look: without password, path and query. */
  receiver: string;
  /** Only lines of a process type (`web`) or of one copy (`web.1`). */
  process: string | undefined;
  /** Only lines with these words; see `parseLogFilter`. */
  filter: string | undefined;
  createdBy: string;
  /** ISO 8601. */
  createdAt: string;
  /** Whether its receiver may be in a network that is open to receivers, and not only on the public internet. */
  mayReachInside: boolean;
  /** The number of the last line that was dealt with. */
  cursor: number;
  /** Lines that the receiver took. */
  delivered: number;
  /** Lines that were dropped from the history before they could be sent, or that the receiver never takes. */
  dropped: number;
  /** When the receiver took lines last. */
  deliveredAt: string | undefined;
  /** Why the last try failed; undefined when it did not. */
  error: string | undefined;
  /** Since when every try has failed. */
  failingSince: string | undefined;
}

/** What only the rack and the receiver know. */
export interface DrainSecrets {
  /** Without name and password. */
  url: string;
  /** What a request shows to be let in. */
  header: { name: string; value: string } | undefined;
}

/** What came of a drain's last tries. */
export interface DrainProgress {
  cursor: number;
  /** So many more. */
  delivered: number;
  dropped: number;
  deliveredAt: string | undefined;
  error: string | undefined;
  failingSince: string | undefined;
}

/** The ports of receivers that name none. */
const PORTS: Readonly<Record<string, number>> = { 'syslog:': 514, 'syslog+tls:': 6514, 'http:': 80, 'https:': 443 };

/** The address of a receiver. Throws a `Failure` `bad_drain_url` for what is none. */
export function parseDrainUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || PORTS[url.protocol] === undefined || url.hostname === '')
    throw badUrl('A receiver is an address that begins with syslog+tls://, syslog:// or https://.');
  if (text.length > LONGEST) throw badUrl(`An address of ${text.length} characters is too long.`);
  if (url.hash !== '') throw badUrl('What follows # is never sent.');
  if (isSyslog(url)) checkSyslog(url);
  return url;
}

/** Whether a receiver takes syslog; else it takes requests. */
export function isSyslog({ protocol }: URL): boolean {
  return protocol === 'syslog:' || protocol === 'syslog+tls:';
}

/** Host and port of a receiver. */
export function placeOf({ hostname, port, protocol }: URL): { host: string; port: number } {
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? (PORTS[protocol] as number) : Number(port) };
}

/** A receiver as it may be shown: `https://ada:***@logs.example.com/…`. */
export function shownDrainUrl(url: URL): string {
  const { protocol, username, password, host, pathname, search } = url;
  const user = password === '' ? username && '***@' : `${username}:***@`;
  const isWhole = (pathname === '/' || pathname === '') && search === '';
  return `${protocol}//${user}${host}${isWhole ? '' : '/…'}`;
}

/**
 * The address as it is asked, and what a request shows: name and password of the address, or a secret, which is a token for
 * `Authorization` unless another header is named.
 */
export function drainSecrets(url: URL, { secret, header }: { secret?: string; header?: string }): DrainSecrets {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  if (header !== undefined && secret === undefined) throw badSecret(`What the header ${header} says is missing.`);
  if (secret === undefined) return { url: bare.href, header: basic(url) };
  if (isSyslog(url)) throw badSecret('A receiver of syslog takes no secret.');
  if (url.username !== '') throw badSecret('There is a name in the address and a secret besides.');
  if (!/^[\x20-\x7e]{1,2000}$/.test(secret)) throw badSecret('A secret is one line of up to 2,000 plain characters.');
  return { url: bare.href, header: headerOf(secret, header) };
}

// Private

const LONGEST = 2000;

/** Headers that the request itself needs. */
const OWN_HEADERS = /^(host|connection|transfer-encoding|expect|upgrade|content-.*|rack-.*)$/i;

function checkSyslog(url: URL): void {
  const { username, password, pathname, search } = url;
  if (username !== '' || password !== '') throw badUrl('A receiver of syslog has no name and password.');
  if (!['', '/'].includes(pathname) || search !== '') throw badUrl('A receiver of syslog has no path.');
  const { host } = placeOf(url);
  // Of schemes that it does not know, URL leaves the host as it was written.
  if (isIP(host) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?$/i.test(host)) throw badUrl(`"${host}" is no host.`);
}

function basic({ username, password }: URL): DrainSecrets['header'] {
  if (username === '' && password === '') return undefined;
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { name: 'authorization', value: `Basic ${Buffer.from(pair).toString('base64')}` };
  } catch {
    throw badUrl('Name and password of the address are not encoded well: % is %25.');
  }
}

function headerOf(secret: string, name: string | undefined): NonNullable<DrainSecrets['header']> {
  if (name === undefined) return { name: 'authorization', value: `Bearer ${secret}` };
  if (!/^[a-z0-9-]{1,100}$/i.test(name) || OWN_HEADERS.test(name))
    throw badSecret(`"${name}" is no header for a secret.`);
  return { name, value: secret };
}

function badUrl(what: string): Failure {
  return new Failure('bad_drain_url', what, {
    hint: 'As in: ssh rack drains add APP syslog+tls://logs.example.com:6514',
  });
}

function badSecret(what: string): Failure {
  return new Failure('bad_drain_secret', what, {
    hint: 'As in: ssh rack drains add APP https://logs.example.com/ --header X-Api-Key --secret - < key',
  });
}
