import { createHash, verify } from 'node:crypto';
import { fields, readKeyBlob } from './key-blob.ts';

/** The types of keys that live in a security key (FIDO), which ssh2 does not know. */
export function isSecurityKey(type: string): boolean {
  return type === ED25519 || type === ECDSA;
}

/**
 * True when a security key has signed these bytes and somebody touched it. `signature` is what follows the algorithm's
 * name and the length in SSH's signature: the key's own signature, a byte of flags, and a counter of four bytes (OpenSSH's
 * PROTOCOL.u2f). The counter would tell of a cloned key; OpenSSH does not look at it either.
 */
export function isSignedBySecurityKey(blob: Buffer, type: string, signed: Buffer, signature: Buffer): boolean {
  const read = readKeyBlob(blob);
  if (read?.type !== type || !read.application || signature.length < TAIL) return false;
  const tail = signature.subarray(-TAIL);
  if (((tail[0] as number) & TOUCHED) === 0) return false;
  const message = Buffer.concat([sha256(read.application), tail, sha256(signed)]);
  const own = signature.subarray(0, -TAIL);
  if (type === ED25519) return own.length === 64 && verify(null, message, read.key, own);
  const numbers = bothNumbers(own);
  return numbers !== undefined && verify('sha256', message, { key: read.key, dsaEncoding: 'ieee-p1363' }, numbers);
}

// Private

const ED25519 = 'sk-ssh-ed25519@openssh.com';
const ECDSA = 'sk-ecdsa-sha2-nistp256@openssh.com';

/** Flags and counter. */
const TAIL = 5;

/** The flag of user presence. */
const TOUCHED = 1;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

/** SSH's two numbers of whatever length as the 64 bytes that Node.js takes. */
function bothNumbers(own: Buffer): Buffer | undefined {
  const numbers = fields(own).map((number) => (number[0] === 0 ? number.subarray(1) : number));
  if (numbers.length !== 2 || numbers.some(({ length }) => length > 32)) return undefined;
  return Buffer.concat(numbers.map((number) => Buffer.concat([Buffer.alloc(32 - number.length), number])));
}
