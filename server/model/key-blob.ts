import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The bytes of a public key (RFC 4253 §6.6), taken apart. */
export interface KeyBlob {
  type: string;
  key: KeyObject;
  /** Of security keys: what the signature is bound to, `ssh:`. */
  application: Buffer | undefined;
  /** Of RSA keys: the length of the modulus. */
  bits: number | undefined;
}

/** The types of keys that are read here. */
export const KEY_TYPES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
] as const;

/** Reads a key; undefined when it is cut off, damaged, no point of its curve, or of another type. */
export function readKeyBlob(blob: Buffer): KeyBlob | undefined {
  const [name, ...rest] = fields(blob);
  const type = KEY_TYPES.find((each) => each === name?.toString());
  try {
    return type && read(type, rest);
  } catch {
    return undefined;
  }
}

/** The length-prefixed strings that bytes are made of; none when a length does not fit. */
export function fields(blob: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    const end = at + 4 + (at + 4 <= blob.length ? blob.readUInt32BE(at) : blob.length);
    if (end > blob.length) return [];
    found.push(blob.subarray(at + 4, end));
    at = end;
  }
  return found;
}

// Private

type KeyType = (typeof KEY_TYPES)[number];

const CURVES: Readonly<Record<string, string>> = { nistp256: 'P-256', nistp384: 'P-384', nistp521: 'P-521' };

function read(type: KeyType, rest: Buffer[]): KeyBlob | undefined {
  const isSecurityKey = type.startsWith('sk-');
  const application = isSecurityKey ? rest.pop() : undefined;
  if (isSecurityKey && application === undefined) return undefined;
  const jwk = type === 'ssh-rsa' ? rsa(rest) : type.includes('ed25519') ? ed25519(rest) : ecdsa(type, rest);
  if (!jwk) return undefined;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return { type, key, application, bits: key.asymmetricKeyDetails?.modulusLength };
}

function ed25519([x, ...more]: Buffer[]): JsonWebKey | undefined {
  return x?.length === 32 && more.length === 0 ? { kty: 'OKP', crv: 'Ed25519', x: text(x) } : undefined;
}

/** The point must be written out (4, x, y), as SSH demands. */
function ecdsa(type: string, [curve, point, ...more]: Buffer[]): JsonWebKey | undefined {
  const name = curve?.toString() ?? '';
  const isWhole = type.replace('@openssh.com', '').endsWith(`-${name}`) && point?.[0] === 4 && more.length === 0;
  if (!isWhole || !point) return undefined;
  const middle = (point.length + 1) / 2;
  return { kty: 'EC', crv: CURVES[name] ?? '', x: text(point.subarray(1, middle)), y: text(point.subarray(middle)) };
}

function rsa([e, n, ...more]: Buffer[]): JsonWebKey | undefined {
  return e && n && more.length === 0 ? { kty: 'RSA', e: text(unsigned(e)), n: text(unsigned(n)) } : undefined;
}

const text = (bytes: Buffer) => bytes.toString('base64url');

/** Without the zero that keeps a large number from being a negative one. */
const unsigned = (number: Buffer) => (number[0] === 0 ? number.subarray(1) : number);
