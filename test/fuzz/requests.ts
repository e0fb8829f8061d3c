import { gzipSync } from 'node:zlib';
import type { Random } from '../hostile/random.ts';
import type { OpenSchema } from './fits.ts';

/** One operation of openapi.yml, with its path and method. */
export interface Operation {
  method: string;
  path: string;
  parameters: readonly Parameter[];
  body: Readonly<Record<string, { schema: OpenSchema }>>;
  answer: { type: string; schema: OpenSchema } | undefined;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: OpenSchema;
}

/** A request as it is sent. */
export interface FuzzRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

/** What stands for the names in paths, and for members, so that many requests get past the first check. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  app: ['mine', 'theirs', 'nothing', 'fresh'],
  name: ['mine', 'fresh', 'victim', 'ci'],
  developer: ['victim', 'admin', 'read', 'all', 'nobody'],
  build: ['BMMMMMMMMM', 'BTTTTTTTTT', 'BNNNNNNNNN'],
  release: ['RMMMMMMMMM', 'RTTTTTTTTT', 'v1', 'v2', 'v9'],
  service: ['web', 'worker'],
  key: ['tmp/app.tgz', 'tmp/..', 'other/app.tgz', ''],
  url: ['object://mine/tmp/app.tgz', 'object://theirs/tmp/app.tgz', 'https://127.0.0.1:1/hook', 'file:///etc/passwd'],
  env: ['A=1\nB=2', 'A', 'RACK_APP=x'],
  role: ['read', 'deploy', 'admin', 'write'],
  resource: ['none', 'db'],
  kind: ['postgres', 'none'],
  process: ['web', 'web.1'],
  filter: ['error', '?a ?b -c', '{ $.x = 1 }', '"'],
  since: ['1h', '2026-01-01T00:00:00Z', 'yesterday'],
  types: ['deploy.*', 'nothing.*'],
  parameters: ['deploy-branch=trunk', 'protect=all', 'unknown=1'],
};

/** Texts that have broken other programs. */
const ODD = [
  '',
  ' ',
  '\u0000',
  '\u001b[2J',
  '%',
  '%s%n',
  '../../etc/passwd',
  '..%2f..%2fetc',
  "' OR 1=1 --",
  '$(reboot)',
  '{{resolve:secretsmanager:x}}',
  '__proto__',
  'constructor',
  'toString',
  '\u{1f600}',
  '\ud800',
  '-1',
  '1e309',
  '9'.repeat(400),
  'a'.repeat(5000),
  '\r\nX-Injected: 1',
];

/** Makes one request of an operation: most of it is right, so that what is wrong gets far. */
export function requestOf(random: Random, operation: Operation): FuzzRequest {
  const method = random.chance(0.03)
    ? random.pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])
    : operation.method;
  const { headers, body } = bodyOf(random, operation);
  const query = new URLSearchParams();
  for (const { name, in: place, required, schema } of operation.parameters) {
    if (place === 'path' || !(required || random.chance(0.4))) continue;
    const value = `${valueFor(random, name, schema)}`;
    if (place === 'query') query.append(name, value);
    else headers[name] = value.replace(/[^\t\x20-\x7e]/g, '?');
  }
  if (random.chance(0.03)) query.append(random.pick(['unknown', '__proto__', 'limit']), random.pick(ODD));
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => pathPart(random, name));
  const search = `${query}`;
  return { method, path: search || random.chance(0.1) ? `${path}?${search}` : path, headers, body };
}

// Private

function pathPart(random: Random, name: string): string {
  const value = random.chance(0.85) ? random.pick(KNOWN[name] ?? ['none']) : random.pick(ODD);
  if (random.chance(0.03)) return random.pick(['%', '%ff', '%E0%A4%A', '%00', '.', '..', '%2e%2e', '//']);
  return name === 'key' ? encodeURI(wellFormed(value)) : encodeURIComponent(wellFormed(value));
}

/** Half a pair of UTF-16 is no character, and cannot stand in a URL. */
const wellFormed = (text: string) => text.replace(/\p{Cs}/gu, '?');

function valueFor(random: Random, name: string, schema: OpenSchema): unknown {
  if (random.chance(0.12)) return random.pick([null, 1, -1, 1.5, true, [], {}, [['a']], { a: { b: 1 } }, ...ODD]);
  if (random.chance(0.5) && KNOWN[name]) return random.pick(KNOWN[name]);
  if (schema.enum) return random.pick(schema.enum);
  if (schema.type === 'boolean') return random.chance(0.5);
  if (schema.type === 'integer') return numberOf(random, schema);
  if (schema.type === 'array')
    return Array.from({ length: random.below(4) }, () => valueFor(random, name, schema.items ?? {}));
  if (schema.type === 'object')
    return { [random.pick(['A', 'deploy-branch', '__proto__', 'x'])]: valueFor(random, '', { type: 'string' }) };
  return random.pick([
    random.word(1 + random.below(12)),
    random.pick(ODD),
    'x'.repeat((schema.maxLength ?? 100) + random.below(2)),
  ]);
}

function numberOf(random: Random, { minimum = 0, maximum = 100 }: OpenSchema): number {
  return random.pick([
    minimum,
    minimum - 1,
    maximum,
    maximum + 1,
    minimum + random.below(Math.min(maximum - minimum + 1, 1000)),
    0.5,
  ]);
}

function bodyOf(
  random: Random,
  { body, method }: Operation,
): { headers: Record<string, string>; body: Buffer | undefined } {
  const types = Object.keys(body);
  if (types.length === 0) {
    if (method !== 'POST' || random.chance(0.7)) return { headers: {}, body: undefined };
    return { headers: { 'content-type': 'application/json' }, body: Buffer.from(random.pick(['{}', '[]', 'x', ''])) };
  }
  const type = random.pick(types);
  const encoded = mangled(random, encode(random, type, body[type]?.schema ?? {}));
  const sent = random.chance(0.04)
    ? random.pick(['text/plain', 'application/xml', 'multipart/form-data', 'application/json; charset=utf-16', ''])
    : type;
  const headers: Record<string, string> = sent === '' ? {} : { 'content-type': sent };
  if (random.chance(0.03)) headers['content-encoding'] = random.pick(['gzip', 'br', 'identity', 'gzip, gzip']);
  return { headers, body: headers['content-encoding'] === 'gzip' && random.chance(0.5) ? gzipSync(encoded) : encoded };
}

function encode(random: Random, type: string, schema: OpenSchema): Buffer {
  if (type === 'application/octet-stream')
    return random.pick([random.bytes(random.below(600)), gzipSync(random.bytes(100)), Buffer.alloc(1024)]);
  const members = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || random.chance(0.5),
  );
  const values = members.map(([name, each]) => [name, valueFor(random, name, each)] as const);
  if (random.chance(0.04)) values.push([random.pick(['unknown', '__proto__', 'constructor']), 'x']);
  if (type === 'application/json') return Buffer.from(JSON.stringify(Object.fromEntries(values)));
  const pairs = values.map(([name, value]): [string, string] => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : `${value}`,
  ]);
  return Buffer.from(`${new URLSearchParams(pairs)}`);
}

/** Now and then bytes that are no text, a cut, or far too much. */
function mangled(random: Random, body: Buffer): Buffer {
  if (random.chance(0.92)) return body;
  return random.pick([
    body.subarray(0, random.below(body.length + 1)),
    Buffer.concat([body, random.bytes(20)]),
    Buffer.from('%ff=%E0%A4%A'),
    Buffer.from('{"a":'.repeat(2000)),
    Buffer.alloc(1024 * 1024 + 1, 'a='),
    Buffer.from('null'),
  ]);
}
