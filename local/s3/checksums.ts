import { createHash } from 'node:crypto';
import { AwsError, type Input } from '../endpoint/service.ts';

/** Members of requests that hold a checksum of an object's bytes, and how each is made; of CRC-64 there is none here. */
const ALGORITHMS: Record<string, { name: string; digest: (bytes: Buffer) => Buffer }> = {
  ChecksumCRC32: { name: 'CRC32', digest: (bytes) => crc(bytes, CRC32) },
  ChecksumCRC32C: { name: 'CRC32C', digest: (bytes) => crc(bytes, CRC32C) },
  ChecksumSHA1: { name: 'SHA1', digest: (bytes) => createHash('sha1').update(bytes).digest() },
  ChecksumSHA256: { name: 'SHA256', digest: (bytes) => createHash('sha256').update(bytes).digest() },
};

/** The checksums that came with some bytes; throws when one of them, or their MD5, is another than the bytes have. */
export function checkedSums(input: Input, bytes: Buffer): Record<string, string> {
  checkMd5(input.ContentMD5, bytes);
  const given = Object.entries(ALGORITHMS).filter(([member]) => input[member] !== undefined);
  for (const [member, { name, digest }] of given) {
    if (input[member] !== digest(bytes).toString('base64'))
      throw new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  return Object.fromEntries(given.map(([member]) => [member, input[member]]));
}

// Private

function checkMd5(given: string | undefined, bytes: Buffer): void {
  if (given === undefined) return;
  if (Buffer.from(given, 'base64').length !== 16)
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (createHash('md5').update(bytes).digest('base64') !== given)
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

const CRC32 = tableOf(0xedb88320);
const CRC32C = tableOf(0x82f63b78);

/** The remainders of all bytes by a polynomial, whose bits are reversed. */
function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
    return rest;
  });
}

function crc(bytes: Buffer, table: Uint32Array): Buffer {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (rest >>> 8) ^ (table[(rest ^ byte) & 255] as number);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(~rest >>> 0);
  return sum;
}
