import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../lib/failure.ts';

/** Encrypts what must not lie in clear on disk: AES-256-GCM, bound to the name of what it belongs to. */
export interface Seal {
  close(text: string, name: string): Buffer;
  /** Throws when the bytes were changed or belong to another name. */
  open(sealed: Buffer, name: string): string;
  /** A word for this name that is always the same, and that nobody guesses: 32 hex digits. */
  wordFor(name: string): string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The seal whose key is derived (SHA-256) from a secret, which someone else keeps. */
export function sealOf(secret: string): Seal {
  return sealWith(createHash('sha256').update(secret).digest());
}

/** The seal whose key is in this file, which is made (mode 0600) when there is none. */
export function openSeal(keyPath: string): Seal {
  if (!existsSync(keyPath)) makeKey(keyPath);
  const key = readFileSync(keyPath);
  if (key.length !== KEY_BYTES)
    throw new Failure('bad_secret_key', `${keyPath} has ${key.length} bytes instead of ${KEY_BYTES}.`, {
      hint: 'Restore the file from a backup.',
      blame: 'rack',
    });
  return sealWith(key);
}

// Private

/** Written in full under another name first, so that a crash leaves no half a key. */
function makeKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, randomBytes(KEY_BYTES), { mode: 0o600, flush: true });
  linkSync(fresh, path);
  rmSync(fresh);
}

function sealWith(key: Buffer): Seal {
  return {
    close(text, name) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, name) {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(name)).setAuthTag(tag);
      return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
    wordFor: (name) => createHmac('sha256', key).update(name).digest('hex').slice(0, 32),
  };
}
