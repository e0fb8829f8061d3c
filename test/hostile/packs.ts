import { deflateSync } from 'node:zlib';
import type { Random } from './random.ts';

/** What a push needs that could be a good one: a new commit on top of what is there, and its pack. */
export interface GoodPush {
  old: string;
  new: string;
  pack: Buffer;
}

const ZERO = '0'.repeat(40);
const CAPABILITIES = 'report-status side-band-64k agent=git/2.39 push-options';

const line = (text: string | Buffer) => {
  const body = Buffer.from(text as string);
  return Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, '0')), body]);
};

const FLUSH = Buffer.from('0000');

/** A body for receive-pack that no git would send: its pack or its commands are broken. */
export function hostilePush(random: Random, good: GoodPush): Buffer {
  if (random.chance(0.4)) return Buffer.concat([goodCommands(good, random), brokenPack(random, good.pack)]);
  return Buffer.concat([brokenCommands(random, good), random.chance(0.5) ? good.pack : Buffer.alloc(0)]);
}

/** Bytes in git's framing, or nearly. */
export function brokenPackets(random: Random): Buffer {
  const pieces = Array.from({ length: 1 + random.below(6) }, () => {
    const length = random.pick([
      '0001',
      '0002',
      '0003',
      'fff0',
      'ffff',
      'fff1',
      '-001',
      'zzzz',
      '0x10',
      '00 5',
      '0004',
      '0005',
    ]);
    return random.chance(0.3)
      ? line(random.bytes(random.below(200)))
      : Buffer.concat([Buffer.from(length), random.bytes(random.below(40))]);
  });
  return Buffer.concat([...pieces, ...(random.chance(0.5) ? [FLUSH] : [])]);
}

/** A question before a fetch with something wrong in it. */
export function hostileFetch(random: Random, { old }: GoodPush): Buffer {
  const wants = [
    `want ${old} side-band-64k ofs-delta\n`,
    `want ${random.word(40, '0123456789abcdef')}\n`,
    `want ${'g'.repeat(40)}\n`,
    'want\n',
    `want ${old} filter=blob:none side-band-64k`,
    'command=ls-refs\n',
    'command=fetch',
    `command=${random.word(8)}\n`,
    'deepen 99999999999\n',
    'deepen -1\n',
    'deepen-since x\n',
    'filter sparse:path=../../etc/passwd\n',
    `filter combine:${'tree:1+'.repeat(random.below(500))}`,
    `have ${old}\n`,
    `shallow ${ZERO}\n`,
    'object-format=sha256\n',
  ];
  const lines = Array.from({ length: 1 + random.below(5) }, () => line(random.pick(wants)));
  const after = random.pick([FLUSH, Buffer.from('0001'), Buffer.from('0009done\n'), Buffer.alloc(0)]);
  return Buffer.concat([...lines, after, random.chance(0.3) ? brokenPackets(random) : Buffer.from('0009done\n')]);
}

// Private

/** For a branch that does not deploy, so that a broken check would be seen as a new ref. */
function goodCommands({ new: fresh }: GoodPush, random: Random): Buffer {
  return Buffer.concat([
    line(`${ZERO} ${fresh} refs/heads/hostile-${random.word(6, 'abcdef')}\0${CAPABILITIES}`),
    FLUSH,
    FLUSH,
  ]);
}

function brokenPack(random: Random, pack: Buffer): Buffer {
  const copy = Buffer.from(pack);
  switch (random.below(8)) {
    case 0:
      return copy.subarray(0, random.below(copy.length));
    case 1:
      copy[copy.length - 1 - random.below(20)]! ^= 1 + random.below(255);
      return copy;
    case 2:
      copy[random.below(copy.length)]! ^= 1 + random.below(255);
      return copy;
    case 3:
      copy.writeUInt32BE(random.pick([0xffffffff, 0x7fffffff, 0, 99_999_999]), 8);
      return copy;
    case 4:
      copy.writeUInt32BE(4 + random.below(99), 4);
      return copy;
    case 5:
      return Buffer.concat([
        packHeader(1),
        objectHeader(3, 2 ** 40),
        deflateSync(Buffer.alloc(1000)),
        random.bytes(20),
      ]);
    case 6:
      return deltaBomb(random);
    default:
      return random.bytes(random.below(3000));
  }
}

/** Deltas on deltas on an object that is not there, each claiming to be much more than it is. */
function deltaBomb(random: Random): Buffer {
  const deltas = Array.from({ length: 50 }, () =>
    Buffer.concat([
      objectHeader(7, 2 ** 31),
      random.bytes(20),
      deflateSync(Buffer.concat([size(2 ** 31), size(2 ** 31), random.bytes(30)])),
    ]),
  );
  return Buffer.concat([packHeader(deltas.length), ...deltas, random.bytes(20)]);
}

function packHeader(count: number): Buffer {
  const header = Buffer.from('PACK\0\0\0\u0002\0\0\0\0', 'latin1');
  header.writeUInt32BE(count, 8);
  return header;
}

/** The type and the size of an object in a pack (gitformat-pack). */
function objectHeader(type: number, length: number): Buffer {
  const bytes = [(type << 4) | (length % 16)];
  for (let rest = Math.floor(length / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

function size(length: number): Buffer {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  return Buffer.from(bytes);
}

/** Each of these must be refused: names that are none, deletions of what is protected, what is not there. */
function brokenCommands(random: Random, { old, new: fresh }: GoodPush): Buffer {
  const command = random.pick([
    `${old} ${ZERO} refs/heads/main`,
    `${old} ${fresh} refs/heads/../../escape`,
    `${ZERO} ${fresh} ../../../outside/ref`,
    `${ZERO} ${fresh} refs/heads/x.lock`,
    `${ZERO} ${fresh} refs/rack/hidden`,
    `${ZERO} ${fresh} HEAD`,
    `${ZERO} ${fresh} refs/heads/\u0001`,
    `${ZERO} ${fresh} refs/heads/${'x'.repeat(300 + random.below(60_000))}`,
    `${ZERO} ${random.word(40, '0123456789abcdef')} refs/heads/nothing`,
    `${fresh} ${old} refs/heads/main`,
    `${old} ${fresh}`,
    `x ${fresh} refs/heads/y`,
    'push-cert\0',
    `shallow ${'z'.repeat(40)}`,
  ]);
  const many = random.chance(0.05) ? 2_000 : 1;
  const lines = Array.from({ length: many }, (_, n) =>
    line(n === 0 ? `${command}\0${CAPABILITIES}` : `${command}${n}`),
  );
  if (random.chance(0.3)) return Buffer.concat([...lines, brokenPackets(random)]);
  const options = random.chance(0.5) ? [line(`${random.word(random.below(100))}=$(id)`), FLUSH] : [FLUSH];
  return Buffer.concat([...lines, FLUSH, ...options]);
}
