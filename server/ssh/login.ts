import ssh2, { type AuthContext, type AuthenticationType, type PublicKeyAuthContext } from 'ssh2';
import type { Actor } from '../apps/actor.ts';
import type { Logins } from '../apps/logins.ts';
import { fingerprintOf } from '../model/public-key.ts';
import { isSecurityKey, isSignedBySecurityKey } from '../model/security-key.ts';

/** Keys that a client may offer on one connection; agents hold many. */
const MOST_ATTEMPTS = 20;

/** Keyboard-interactive is offered for one reason: it can show a sentence to whom no key let in. */
const METHODS: AuthenticationType[] = ['publickey', 'keyboard-interactive'];

/** The login on one connection: public keys only. */
export class Login {
  /** Who logged in, once somebody did. */
  actor: Actor | undefined;
  private readonly logins: Logins;
  private readonly from: string;
  private readonly refuseForGood: () => void;
  private readonly offered = new Set<string>();
  private attempts = 0;

  /** `refuseForGood` ends the connection of a client that does not stop trying. */
  constructor(logins: Logins, from: string, refuseForGood: () => void) {
    this.logins = logins;
    this.from = from;
    this.refuseForGood = refuseForGood;
  }

  /** The fingerprints that were offered and are nobody's. */
  unknown(): string[] {
    return [...this.offered].filter((fingerprint) => !this.logins.isKnown(fingerprint));
  }

  /** Answers one try to log in. */
  attempt(context: AuthContext): void {
    this.attempts += 1;
    if (this.attempts > MOST_ATTEMPTS) this.refuseForGood();
    else if (context.method === 'publickey') this.checkKey(context);
    else if (context.method === 'keyboard-interactive')
      context.prompt([], 'This rack does not know you', this.howToGetIn(), () => context.reject(['publickey']));
    else context.reject(METHODS);
  }

  // Private

  private checkKey(context: PublicKeyAuthContext): void {
    const fingerprint = fingerprintOf(context.key.data);
    this.offered.add(fingerprint);
    if (this.isGood(context, fingerprint)) context.accept();
    else context.reject(METHODS);
  }

  /** First the client asks whether a key would do; then it signs. */
  private isGood(context: PublicKeyAuthContext, fingerprint: string): boolean {
    if (!this.logins.isKnown(fingerprint) || isSha1(context)) return false;
    if (!context.signature) return true;
    this.actor = isSigned(context) ? this.logins.byKey(fingerprint, this.from) : undefined;
    return this.actor !== undefined;
  }

  private howToGetIn(): string {
    const offered = this.unknown();
    const what =
      offered.length > 0 ? `It knows none of the keys you offered:\n  ${offered.join('\n  ')}` : 'You offered no key.';
    return `${what}\nSend your public key to an admin of the rack, who adds it with:\n  ssh rack keys add YOUR_NAME < key.pub`;
  }
}

// Private

/** RSA signatures over SHA-1 can be forged. */
function isSha1({ key, hashAlgo }: PublicKeyAuthContext): boolean {
  return key.algo === 'ssh-rsa' && hashAlgo !== 'sha256' && hashAlgo !== 'sha512';
}

function isSigned({ key, blob, signature, hashAlgo }: PublicKeyAuthContext): boolean {
  if (!blob || !signature) return false;
  if (isSecurityKey(key.algo)) return isSignedBySecurityKey(key.data, key.algo, blob, signature);
  const parsed = ssh2.utils.parseKey(key.data);
  if (parsed instanceof Error) return false;
  return parsed.verify(blob, signature, hashAlgo) === true;
}
