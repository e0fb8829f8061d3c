import ssh2, { type AuthContext, type AuthenticationType, type PublicKeyAuthContext } from 'ssh2';
import type { Actor } from '../apps/actor.ts';
import type { Logins } from '../apps/logins.ts';
import { fingerprintOf } from '../model/public-key.ts';
import { isSecurityKey, isSignedBySecurityKey } from '../model/security-key.ts';

/** Tries on one connection; an agent holds many keys, and each takes a question and a signature. */
const MOST_ATTEMPTS = 20;

/** Keyboard-interactive is offered for one reason: it can show a sentence to whom no key let in. */
const METHODS: AuthenticationType[] = ['publickey', 'keyboard-interactive'];

/** The login on one connection: public keys only. */
export class Login {
  /** Who logged in, once somebody did. */
  actor: Actor | undefined;
  /** How often the client has tried. */
  attempts = 0;
  private readonly logins: Logins;
  private readonly from: string;
  private readonly refuseForGood: () => void;
  private readonly offered = new Set<string>();

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
    // There is none in a packet that ends too early.
    const blob: Buffer | undefined = context.key.data;
    const fingerprint = blob && fingerprintOf(blob);
    if (fingerprint) this.offered.add(fingerprint);
    if (fingerprint && this.isGood(context, fingerprint)) context.accept();
    else context.reject(METHODS);
  }

  /** First the client asks whether a key would do; then it signs. Both are checked as if the other had not been. */
  private isGood(context: PublicKeyAuthContext, fingerprint: string): boolean {
    const isSigned = this.logins.isKnown(fingerprint) ? signatureCheck(context) : undefined;
    if (!isSigned) return false;
    if (!context.signature) return true;
    if (isSigned()) this.actor = this.logins.byKey(fingerprint, this.from);
    else this.logins.refuse({ who: fingerprint, from: this.from, door: 'ssh', why: 'wrong signature' });
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

/**
 * What tells whether the request is signed by its key; undefined for a key that is not of the algorithm it is offered as: an
 * RSA key called something else would be checked with SHA-1, whose signatures can be forged. What is signed names the
 * session, the user, the service and the algorithm of this very request (RFC 4252 §7).
 */
function signatureCheck({ key, hashAlgo, blob, signature }: PublicKeyAuthContext): (() => boolean) | undefined {
  const signed = blob ?? Buffer.alloc(0);
  const by = signature ?? Buffer.alloc(0);
  if (isSecurityKey(key.algo)) return () => isSignedBySecurityKey(key.data, key.algo, signed, by);
  const parsed = ssh2.utils.parseKey(key.data);
  if (parsed instanceof Error || parsed.type !== key.algo) return undefined;
  if (parsed.type === 'ssh-rsa' && hashAlgo !== 'sha256' && hashAlgo !== 'sha512') return undefined;
  return () => parsed.verify(signed, by, hashAlgo) === true;
}
