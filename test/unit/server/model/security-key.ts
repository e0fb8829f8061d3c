import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { field } from '../apps/people.ts';

const TYPES = { ed25519: 'sk-ssh-ed25519@openssh.com', ecdsa: 'sk-ecdsa-sha2-nistp256@openssh.com' } as const;

const APPLICATION = 'ssh:';

/** A security key (FIDO) as OpenSSH's PROTOCOL.u2f describes it, with its private key in memory. */
export class SecurityKey {
  readonly type: string;
  /** The bytes of its public key. */
  readonly blob: Buffer;
  private readonly privateKey: KeyObject;
  private counter = 0;

  constructor(kind: keyof typeof TYPES) {
    const pair =
      kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
    const point = kind === 'ed25519' ? [spki.subarray(-32)] : ['nistp256', spki.subarray(-65)];
    this.type = TYPES[kind];
    this.blob = Buffer.concat([this.type, ...point, APPLICATION].map((part) => field(part)));
    this.privateKey = pair.privateKey;
  }

  get publicKey(): string {
    return `${this.type} ${this.blob.toString('base64')}`;
  }

  /** What follows the algorithm's name and the length in SSH's signature. */
  sign(message: Buffer, { flags = 1, application = APPLICATION } = {}): Buffer {
    const tail = Buffer.alloc(5);
    tail[0] = flags;
    tail.writeUInt32BE(++this.counter, 1);
    const whole = Buffer.concat([sha256(application), tail, sha256(message)]);
    return Buffer.concat([this.own(whole), tail]);
  }

  /** SSH's signature: the algorithm, the key's own signature, flags and counter. */
  signature(message: Buffer): Buffer {
    const signed = this.sign(message);
    return Buffer.concat([field(this.type), field(signed.subarray(0, -5)), signed.subarray(-5)]);
  }

  // Private

  private own(whole: Buffer): Buffer {
    if (this.privateKey.asymmetricKeyType === 'ed25519') return sign(null, whole, this.privateKey);
    const both = sign('sha256', whole, { key: this.privateKey, dsaEncoding: 'ieee-p1363' });
    return Buffer.concat([both.subarray(0, 32), both.subarray(32)].map((number) => field(mpint(number))));
  }
}

// Private

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();

/** The shortest form that is no negative number. */
function mpint(number: Buffer): Buffer {
  const first = number.findIndex((byte) => byte !== 0);
  const short = number.subarray(first);
  return (short[0] as number) & 0x80 ? Buffer.concat([Buffer.alloc(1), short]) : short;
}
