import { gzipSync } from 'node:zlib';
import type { Besieged } from './besieged.ts';
import { brokenPackets, hostileFetch, hostilePush } from './packs.ts';
import { hidden, hostilePath } from './paths.ts';
import type { Random } from './random.ts';

/** A request as bytes, and how it is sent. */
export interface HttpRequest {
  bytes: Buffer;
  /** Milliseconds after which the client vanishes; undefined: it waits for the answer. */
  leaves?: number;
  /** Nothing but `hello`, which is the attackers' own, may be answered with 200. */
  mayBeGood?: boolean;
}

type Kind = (random: Random, besieged: Besieged) => HttpRequest;

const bomb = gzipSync(Buffer.alloc(24 * 1024 * 1024));

/** What is tried on the HTTP door. */
export const HTTP_KINDS: Record<string, Kind> = {
  'paths of git': (random, besieged) => {
    const { outside } = besieged.sandbox;
    const path = hidden(random, hostilePath(random, { outside, repositories: besieged.repositories }));
    const service = random.pick([
      'git-upload-pack',
      'git-receive-pack',
      'git-upload-archive',
      '',
      '../x',
      'git-upload-pack%00',
    ]);
    const tail = random.pick([
      `info/refs?service=${service}`,
      'git-upload-pack',
      'git-receive-pack',
      'HEAD',
      'objects/info/packs',
      'config',
    ]);
    return plain(random, besieged, { path: `/${path}/${tail}`, method: tail.startsWith('git-') ? 'POST' : 'GET' });
  },
  'paths of the API': (random, besieged) => {
    const { outside } = besieged.sandbox;
    const path = hidden(random, hostilePath(random, { outside, repositories: besieged.repositories }));
    const method = random.pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);
    return plain(random, besieged, {
      path: `/${random.pick(['apps', 'apps/hello', 'auth', 'health', 'developers', ''])}/${path}`,
      method,
    });
  },
  'broken pushes': (random, besieged) => git(random, besieged, 'receive-pack', hostilePush(random, besieged.push)),
  'broken fetches': (random, besieged) => ({
    ...git(
      random,
      besieged,
      'upload-pack',
      random.chance(0.7) ? hostileFetch(random, besieged.push) : brokenPackets(random),
    ),
    mayBeGood: true,
  }),
  'gzip that is none, or too much of it': (random, besieged) => {
    const packed = gzipSync(hostileFetch(random, besieged.push));
    const body = random.chance(0.1)
      ? bomb
      : random.pick([
          packed.subarray(0, random.below(packed.length)),
          random.bytes(200),
          Buffer.concat([packed, random.bytes(50)]),
        ]);
    const coding = random.pick(['gzip', 'x-gzip', 'GZIP, gzip', 'deflate', 'br', '\u00ff']);
    return {
      ...git(random, besieged, random.pick(['upload-pack', 'receive-pack']), body, [`Content-Encoding: ${coding}`]),
      mayBeGood: true,
    };
  },
  'wrong types': (random, besieged) => {
    const type = random.pick([
      'text/plain',
      'application/x-git-upload-pack-result',
      'application/x-www-form-urlencoded',
      'x'.repeat(random.below(4000)),
      '',
    ]);
    const lines = ['POST /hello/git-receive-pack HTTP/1.1', ...common(random, besieged), `Content-Type: ${type}`];
    return { bytes: withBody(lines, hostilePush(random, besieged.push)) };
  },
  'lengths that contradict each other': (random, besieged) => {
    const lines = random.pick([
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      ['Content-Length: 5', 'Content-Length: 50'],
      ['Content-Length: -1'],
      ['Content-Length: 5, 5'],
      ['Content-Length: 0x10'],
      ['Content-Length: 99999999999999999999'],
      ['Transfer-Encoding: chunked, identity'],
      ['Transfer-Encoding: \u000bchunked'],
      ['Transfer-Encoding : chunked'],
      ['Transfer-Encoding: xchunked'],
    ]);
    const body = random.pick([
      '0\r\n\r\n',
      'zz\r\n',
      'ffffffffffffffff\r\n',
      '5;ext=\r\n00000\r\n0\r\n\r\nGET /secret/info/refs?service=git-upload-pack HTTP/1.1\r\n\r\n',
      '00000',
    ]);
    return {
      bytes: text([`POST /hello/git-upload-pack HTTP/1.1`, ...common(random, besieged), TYPE, ...lines], body),
      mayBeGood: true,
      leaves: 400,
    };
  },
  'odd headers': (random, besieged) => {
    const odd = random.pick([
      `X: ${'x'.repeat(random.below(40_000))}`,
      Array.from({ length: random.below(3000) }, (_, n) => `X-${n}: y`).join('\r\n'),
      'No colon at all',
      ' folded: line',
      'X: a\rb',
      'X: a\nb',
      `\0: ${random.word(5)}`,
      'Host: other',
      'Expect: 200-maybe',
      'Range: bytes=0-,0-,0-',
      'X-Forwarded-For: 127.0.0.1, ::1, "><script>',
      'X-Http-Method-Override: DELETE',
      `Git-Protocol: ${random.word(random.below(5000), 'version=:0123;\u0001')}`,
      `Cookie: ${random.word(200)}`,
    ]);
    return {
      bytes: text(['GET /hello/info/refs?service=git-upload-pack HTTP/1.1', ...common(random, besieged), odd]),
      mayBeGood: true,
      leaves: 1_000,
    };
  },
  'odd first lines': (random) => ({
    bytes: Buffer.from(
      random.pick([
        `${random.pick(['TRACE', 'CONNECT', 'PROPFIND', 'get', 'A'.repeat(9000), 'OPTIONS', 'HEAD', 'MKCOL'])} ${random.pick(['/', '*', 'secret:443', '/hello/info/refs', 'http://other/'])} HTTP/1.1\r\nHost: rack\r\nConnection: close\r\n\r\n`,
        `GET ${'/x'.repeat(random.below(20_000))} HTTP/1.1\r\nHost: rack\r\nConnection: close\r\n\r\n`,
        'GET / HTTP/9.9\r\n\r\n',
        'GET /\r\n\r\n',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        '\r\n\r\n\r\n\r\n',
        'SSH-2.0-OpenSSH_9.9\r\n',
        '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
        random.bytes(random.below(2000)).toString('latin1'),
      ]),
      'latin1',
    ),
    leaves: 600,
  }),
  upgrades: (random, besieged) => {
    const to = random.pick(['websocket', 'h2c', 'TLS/1.0', random.word(8)]);
    const path = random.pick(['/', '/hello/info/refs', '/apps/secret/logs', '/health']);
    return {
      bytes: text([
        `GET ${path} HTTP/1.1`,
        'Host: rack',
        credentials(random, besieged),
        `Upgrade: ${to}`,
        'Connection: Upgrade, HTTP2-Settings',
        'Sec-WebSocket-Key: x',
        'Sec-WebSocket-Version: 13',
      ]),
      leaves: 300,
    };
  },
  'bad credentials': (random, besieged) => {
    const { eve } = besieged.started.tokens;
    const token = random.pick([
      '',
      eve.slice(0, -1),
      `${eve.slice(0, -1)}_`,
      eve.toUpperCase(),
      `${eve}${eve}`,
      eve.replace(/_[^_]*$/, `_${random.word(40)}`),
      random.word(50),
      "' OR 1=1 --",
      'x'.repeat(random.below(12_000)),
    ]);
    const line = random.pick([
      `Basic ${Buffer.from(`git:${token}`).toString('base64')}`,
      `Basic ${Buffer.from(`${token}:`).toString('base64')}`,
      `Basic ${token}`,
      `Bearer ${token}`,
      `bearer  ${token} x`,
      'Basic',
      'Basic ====',
      'Negotiate YII=',
      `Digest username="eve", response="${random.word(32)}"`,
    ]);
    const lines = [
      'GET /hello/info/refs?service=git-upload-pack HTTP/1.1',
      'Host: rack',
      'Connection: close',
      `Authorization: ${line}`,
    ];
    return { bytes: text(lines) };
  },
  "other people's apps": (random, besieged) =>
    plain(random, besieged, {
      path: random.pick([
        '/secret/info/refs?service=git-upload-pack',
        '/secret.git/info/refs?service=git-receive-pack',
        '/apps/secret',
        '/secret.git/HEAD',
      ]),
      method: 'GET',
    }),
  'pipelined requests': (random, besieged) => ({
    bytes: Buffer.concat(
      Array.from({ length: 2 + random.below(20) }, () =>
        text([
          `GET ${random.pick(['/health', '/secret/info/refs?service=git-upload-pack', '/../etc/passwd'])} HTTP/1.1`,
          'Host: rack',
          credentials(random, besieged),
        ]),
      ),
    ),
    leaves: 500,
    mayBeGood: true,
  }),
  'slow and vanishing clients': (random, besieged) => {
    const whole = git(random, besieged, 'receive-pack', hostilePush(random, besieged.push)).bytes;
    return {
      bytes: whole.subarray(0, random.below(whole.length)),
      leaves: random.chance(0.02) ? 4_000 : random.below(100),
    };
  },
  'git-lfs and other protocols': (random, besieged) => {
    const path = random.pick([
      '/hello.git/info/lfs/objects/batch',
      '/hello.git/info/lfs/locks',
      '/hello/info/lfs/objects/../../x',
      '/v2/',
      '/.well-known/x',
      '/hello.git/info/packs',
    ]);
    const body = random.pick(['{', '{"operation":"upload"}', '[]', '\u0000', '{"objects":[{"oid":"../../x"}]}']);
    return {
      bytes: text(
        [
          `POST ${path} HTTP/1.1`,
          ...common(random, besieged),
          'Content-Type: application/vnd.git-lfs+json',
          `Content-Length: ${body.length}`,
        ],
        body,
      ),
    };
  },
};

const TYPE = 'Content-Type: application/x-git-upload-pack-request';

// Private

function plain(random: Random, besieged: Besieged, { path, method }: { path: string; method: string }) {
  return { bytes: text([`${method} ${path} HTTP/1.1`, ...common(random, besieged)]) };
}

function git(random: Random, besieged: Besieged, service: string, body: Buffer, more: string[] = []) {
  const lines = [
    `POST /hello/git-${service} HTTP/1.1`,
    ...common(random, besieged, 'eve'),
    `Content-Type: application/x-git-${service}-request`,
    ...more,
  ];
  return { bytes: random.chance(0.3) ? chunked(random, lines, body) : withBody(lines, body) };
}

function common(random: Random, besieged: Besieged, who?: 'eve'): string[] {
  return ['Host: rack', 'Connection: close', credentials(random, besieged, who)];
}

/** Of who may something here, or of nobody. */
function credentials(random: Random, { started: { tokens } }: Besieged, who?: 'eve'): string {
  const token = who ? tokens[who] : random.pick([tokens.eve, tokens.rita, 'nobody']);
  return `Authorization: Basic ${Buffer.from(`git:${token}`).toString('base64')}`;
}

function withBody(lines: string[], body: Buffer): Buffer {
  return Buffer.concat([text([...lines, `Content-Length: ${body.length}`]), body]);
}

function chunked(random: Random, lines: string[], body: Buffer): Buffer {
  const pieces = [text([...lines, 'Transfer-Encoding: chunked'])];
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + 1 + random.below(8_000));
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    at += piece.length;
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}

function text(lines: string[], body = ''): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}
