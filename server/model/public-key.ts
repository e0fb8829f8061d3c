import { createHash } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';

/** A public key as one line of a key file gives it. */
export interface PublicKey {
  /** `type base64`, without the comment. */
  publicKey: string;
  /** `SHA256:…`, as OpenSSH prints it. */
  fingerprint: string;
  comment: string;
}

const TYPES = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'];

/** Shorter RSA keys can be broken. */
const LEAST_RSA_BITS = 2048;

const HINT = 'Pass the one line of a file like ~/.ssh/id_ed25519.pub.';

/** Reads a line of a `.pub` or authorized_keys file. Throws a `Failure` `bad_key` that says what is wrong with it. */
export function parsePublicKey(text: string): PublicKey {
  if (text.includes('PRIVATE KEY'))
    throw bad('That is a private key. Keep it secret; the rack needs only the public one.');
  const [type = '', base64 = '', ...comment] = text.trim().split(/\s+/);
  if (!TYPES.includes(type)) throw bad(`"${type.slice(0, 40)}" is no type of public key that this rack takes.`);
  const blob = Buffer.from(base64, 'base64');
  if (fields(blob)[0]?.toString() !== type) throw bad('The public key is cut off or damaged.');
  if (type === 'ssh-rsa' && rsaBits(blob) < LEAST_RSA_BITS)
    throw bad(`The RSA key has ${rsaBits(blob)} bits; at least ${LEAST_RSA_BITS} are needed.`);
  return {
    publicKey: `${type} ${blob.toString('base64')}`,
    fingerprint: fingerprintOf(blob),
    comment: comment.join(' '),
  };
}

/** The fingerprint of a key's bytes, `SHA256:…` as OpenSSH prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

// Private

function bad(what: string): Failure {
  return new Failure('bad_key', what, { hint: HINT });
}

/** The length-prefixed strings that a key's blob is made of; none when a length does not fit. */
function fields(blob: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    const end = at + 4 + (at + 4 <= blob.length ? blob.readUInt32BE(at) : blob.length);
    if (end > blob.length) return [];
    found.push(blob.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function rsaBits(blob: Buffer): number {
  const modulus = fields(blob)[2] ?? Buffer.alloc(0);
  return (modulus[0] === 0 ? modulus.length - 1 : modulus.length) * 8;
}
