import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyIn } from './key-file.ts';

/** Encrypts secrets at rest: AES-256-GCM with one key, each value bound to the name it is kept under. */
export class Vault {
  private readonly key: Buffer;

  constructor(key: Buffer) {
    this.key = key;
  }

  seal(value: Buffer, name: string): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(value), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  open(sealed: Buffer, name: string): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE)).setAAD(Buffer.from(name));
    decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
  }
}

/** The vault whose key lies in this file; `isUsed` where values are sealed with it already. */
export function openVault(path: string, isUsed: boolean): Vault {
  return new Vault(keyIn(path, isUsed));
}

// Private

const NONCE = 12;
const TAG = 16;
