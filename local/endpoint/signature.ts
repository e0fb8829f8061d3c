import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WireRequest } from './wire.ts';

/** The parts of an `Authorization: AWS4-HMAC-SHA256 …` header. */
export interface Authorization {
  accessKeyId: string;
  /** `20261122`. */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

/** What a signature is made for. */
export type Scope = Pick<Authorization, 'date' | 'region' | 'service' | 'signedHeaders'>;

/** Reads a SigV4 Authorization header; undefined when it is none or lacks a part. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const [, parts] = /^AWS4-HMAC-SHA256\s+(.+)$/.exec(header ?? '') ?? [];
  if (parts === undefined) return undefined;
  const named = Object.fromEntries(parts.split(/\s*,\s*/).map((part) => splitOnce(part.trim())));
  // From the right, since an access key id may hold a slash.
  const [end, service, region, date, ...key] = (named.Credential ?? '').split('/').reverse();
  if (end !== 'aws4_request' || !service || !region || !date || key.length === 0) return undefined;
  if (!named.SignedHeaders || !named.Signature) return undefined;
  const signedHeaders = named.SignedHeaders.split(';');
  return { accessKeyId: key.reverse().join('/'), date, region, service, signedHeaders, signature: named.Signature };
}

/** True when the body comes in chunks that are signed one by one, as is told in place of the body's hash. */
export function hasSignedChunks({ headers }: WireRequest): boolean {
  const declared = headers['x-amz-content-sha256'] ?? '';
  return declared.startsWith('STREAMING-') && !UNSIGNED.includes(declared);
}

/** True when the request carries the signature that this secret gives it, and its body is the one that was signed. */
export function isSignedWith(secret: string, request: WireRequest, authorization: Authorization): boolean {
  const bodyHash = sha256(request.body);
  const declared = request.headers['x-amz-content-sha256'] ?? bodyHash;
  if (declared !== bodyHash && !UNSIGNED.includes(declared)) return false;
  // Over HTTP/2 the SDK signs `:authority`, which is there what Host is in HTTP/1.1.
  if (!authorization.signedHeaders.some((name) => name === 'host' || name === ':authority')) return false;
  const expected = signatureOf(secret, request, authorization, declared);
  const given = Buffer.from(authorization.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The signature that a secret gives to a request. */
export function signatureOf(
  secret: string,
  request: WireRequest,
  scope: Scope,
  bodyHash: string = sha256(request.body),
): Buffer {
  return hmac(signingKey(secret, scope), stringToSign(request, scope, bodyHash));
}

/** When the request was signed, by its X-Amz-Date (`20261122T213100Z`) or Date header. */
export function signedAt({ headers }: WireRequest): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-amz-date'] ?? '') ?? [];
  const date = new Date(year ? `${year}-${month}-${day}T${hour}:${minute}:${second}Z` : (headers.date ?? ''));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

// Private

/** What stands in place of the body's hash where the body is not signed. */
const UNSIGNED = ['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'];

function splitOnce(part: string): [string, string] {
  const at = part.indexOf('=');
  return [part.slice(0, at), part.slice(at + 1)];
}

function stringToSign(request: WireRequest, { date, region, service, signedHeaders }: Scope, hash: string) {
  const headers = signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name] ?? '')}\n`).join('');
  const canonical = [
    request.method,
    canonicalPath(service, request.path),
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    hash,
  ].join('\n');
  const time = request.headers['x-amz-date'] ?? '';
  return ['AWS4-HMAC-SHA256', time, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
}

function canonicalValue(value: string): string {
  return value.trim().replace(/ +/g, ' ');
}

/** Only S3 signs the path encoded once, however it is sent; all others encode what is sent once more. */
function canonicalPath(service: string, path: string): string {
  const parts = path.split('/');
  return parts.map((part) => encode(service === 's3' ? decoded(part) : part)).join('/') || '/';
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** By name, then by value: a name that another one begins with comes before it. */
function canonicalQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map((pair) => pair.map(encode) as [string, string]);
  return pairs
    .sort(([name, value], [other, rest]) => compare(name, other) || compare(value, rest))
    .map((pair) => pair.join('='))
    .join('&');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signingKey(secret: string, { date, region, service }: Scope): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
