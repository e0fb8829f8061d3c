import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { keyIn } from '../store/key-file.ts';

/** Somebody who has taken a role, until a moment. */
export interface Session {
  roleArn: string;
  /** The id of the role: one that is made anew under its name is another. */
  roleId?: string | undefined;
  name: string;
  /** Milliseconds since 1970; null for credentials that last as long as what they were given to. */
  expires: number | null;
}

export interface SessionKeys {
  accessKeyId: string;
  secretAccessKey: string;
  token: string;
}

/**
 * Temporary credentials that nobody has to remember: the token carries the session and its seal, the keys follow from the
 * token and a key that lies in the endpoint's home.
 */
export class Sessions {
  private readonly key: Buffer;

  constructor(home: string) {
    this.key = keyIn(join(home, 'sessions.key'));
  }

  /** The credentials of a session; the same for the same session. */
  issue(session: Session): SessionKeys {
    const body = Buffer.from(JSON.stringify(session)).toString('base64url');
    return this.keysOf(`${body}.${this.seal('token', body).toString('base64url')}`);
  }

  /** The session of a token and the keys that go with it; undefined when this endpoint has not issued it. */
  open(token: string): (Session & SessionKeys) | undefined {
    const [body = '', seal = ''] = token.split('.');
    const [given, wanted] = [Buffer.from(seal, 'base64url'), this.seal('token', body)];
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    return { ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as Session), ...this.keysOf(token) };
  }

  // Private

  private keysOf(token: string): SessionKeys {
    const id = [...this.seal('id', token).subarray(0, 16)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
    return { accessKeyId: `ASIA${id}`, secretAccessKey: this.seal('secret', token).toString('base64'), token };
  }

  private seal(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.key).update(`${purpose}\0${text}`).digest();
  }
}

// Private

/** The letters of AWS's access key ids. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
