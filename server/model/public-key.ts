import { createHash } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';
import { KEY_TYPES, readKeyBlob } from './key-blob.ts';
import { otherType, refuseOtherFormats } from './key-formats.ts';

/** A public key as one line of a key file gives it. */
export interface PublicKey {
  /** `type base64`, without the comment. */
  publicKey: string;
  /** `SHA256:…`, as OpenSSH prints it. */
  fingerprint: string;
  comment: string;
}

/** Shorter RSA keys can be broken; checking longer ones takes too long. */
const RSA_BITS = { least: 2048, most: 16_384 };

/** Keys that are taken at once. */
const MOST_KEYS = 100;

/** Reads one key. Throws a `Failure` `bad_key` that says what is wrong with it. */
export function parsePublicKey(text: string): PublicKey {
  const [key, ...more] = parsePublicKeys(text);
  if (more.length > 0) throw bad(`There are ${more.length + 1} keys where one is wanted.`);
  return key as PublicKey;
}

/**
 * Reads the keys of a `.pub` or authorized_keys file, one a line; blank lines and comments are passed over, and a key that
 * comes twice is one. Throws a `Failure` `bad_key` that says what is wrong, and in which line.
 */
export function parsePublicKeys(text: string): PublicKey[] {
  refuseOtherFormats(text);
  const lines = [...text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)].map((line) => line.trim());
  const numbered = lines.map((line, index) => ({ line, number: index + 1 }));
  const filled = numbered.filter(({ line }) => line !== '' && !line.startsWith('#'));
  if (filled.length === 0) throw bad('There is no key.');
  if (filled.length > MOST_KEYS) throw bad(`There are ${filled.length} keys; ${MOST_KEYS} can be added at once.`);
  const keys = filled.map(({ line, number }) => inLine(filled.length > 1 ? number : undefined, () => parseLine(line)));
  return [...new Map(keys.map((key) => [key.fingerprint, key])).values()];
}

/** The fingerprint of a key's bytes, `SHA256:…` as OpenSSH prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

// Private

function parseLine(line: string): PublicKey {
  const [type = '', base64 = '', ...comment] = line.split(/\s+/);
  if (!(KEY_TYPES as readonly string[]).includes(type)) throw otherType(line);
  const blob = Buffer.from(base64, 'base64');
  const isWhole = blob.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  const read = isWhole ? readKeyBlob(blob) : undefined;
  if (read?.type !== type) throw bad('The public key is cut off or damaged.');
  if (read.bits !== undefined) checkBits(read.bits);
  return {
    publicKey: `${type} ${blob.toString('base64')}`,
    fingerprint: fingerprintOf(blob),
    comment: printable(comment.join(' ')),
  };
}

function checkBits(bits: number): void {
  const { least, most } = RSA_BITS;
  if (bits < least) throw bad(`The RSA key has ${bits} bits; at least ${least} are needed.`);
  if (bits > most) throw bad(`The RSA key has ${bits} bits; no more than ${most} are taken.`);
}

/** Comments are shown on terminals. */
function printable(comment: string): string {
  return comment.replace(/\p{C}/gu, '').slice(0, 200);
}

function inLine<T>(number: number | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (number === undefined || !(error instanceof Failure)) throw error;
    const { code, message, hint } = error;
    throw new Failure(code, `Line ${number}: ${message}`, { ...(hint !== undefined && { hint }) });
  }
}

function bad(what: string): Failure {
  return new Failure('bad_key', what, { hint: 'Pass what is in a file like ~/.ssh/id_ed25519.pub.' });
}
