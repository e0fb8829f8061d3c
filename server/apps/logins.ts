import { narrowed } from '../model/access.ts';
import type { Developer } from '../model/developer.ts';
import { isExpired, isLimited, isSecret, parseToken, type Token } from '../model/token.ts';
import type { Store } from '../store/store.ts';
import type { Actor, Credential } from './actor.ts';
import { type Refusal, Refusals } from './refusals.ts';

/** Who comes in, and by which credential. */
export class Logins {
  private readonly store: Store;
  private readonly refusals: Refusals;

  constructor(store: Store, refusals = new Refusals(store.audit)) {
    this.store = store;
    this.refusals = refusals;
  }

  /** True when somebody has the key: whoever asks has not shown yet that it is theirs. */
  isKnown(fingerprint: string): boolean {
    return this.store.keys.findByFingerprint(fingerprint) !== undefined;
  }

  /** The developer who proved to have this key; notes that it was used. */
  byKey(fingerprint: string, from: string): Actor | undefined {
    const actor = this.actor({ kind: 'key', fingerprint }, from);
    if (actor) this.store.keys.touch(fingerprint, new Date());
    return actor;
  }

  /**
   * The developer whose token this is, with the role and the apps that the token leaves them; notes that it was used, or
   * records why it is refused. The time does not depend on how much of it is right.
   */
  byToken(text: string, from: string): Actor | undefined {
    const token = this.proven(text);
    if (!token) {
      const who = `token ${parseToken(text)?.id ?? 'of no known form'}`;
      return this.refuse({ who, from, door: 'http', why: 'unknown token' });
    }
    const why = this.endOf(token);
    if (why) return this.refuse({ who: token.developer, from, door: 'http', why: `${why} token ${token.name}` });
    this.store.tokens.touch(token, from, new Date());
    return this.actor(credentialOf(token), from);
  }

  /** The actor as of now: role and apps may have changed since the login. */
  current({ via, from }: Pick<Actor, 'via' | 'from'>): Actor | undefined {
    return this.actor(via, from);
  }

  /** Records a login with keys that nobody has. */
  refused(fingerprints: readonly string[], from: string): void {
    this.refuse({ who: fingerprints.join(' '), from, door: 'ssh', why: 'unknown key' });
  }

  /** Records a refused login; many of one address in a minute become one count. */
  refuse(refusal: Refusal): undefined {
    this.refusals.add(refusal);
  }

  /** Writes down what was counted of refused logins. */
  flush(): void {
    this.refusals.flush();
  }

  // Private

  private actor(via: Credential, from: string): Actor | undefined {
    const developer = this.developerOf(via);
    return developer && { developer, from, via };
  }

  private developerOf(via: Credential): Developer | undefined {
    if (via.kind === 'key') return this.ofKey(via.fingerprint);
    return via.kind === 'token' ? this.ofToken(via.id) : this.ofSession(via.id);
  }

  private ofKey(fingerprint: string): Developer | undefined {
    const key = this.store.keys.findByFingerprint(fingerprint);
    return key && this.store.developers.find(key.developer);
  }

  private ofToken(id: string): Developer | undefined {
    const token = this.store.tokens.find(id);
    if (!token || this.endOf(token)) return undefined;
    const developer = this.store.developers.find(token.developer);
    return developer && narrowed(developer, token);
  }

  /** A session of the console may what its key may. */
  private ofSession(id: string): Developer | undefined {
    const session = this.store.consoleSessions.find(id);
    return session && !isExpired(session, new Date()) ? this.ofKey(session.key) : undefined;
  }

  /** The token, if the secret is its own. */
  private proven(text: string): Token | undefined {
    const spoken = parseToken(text) ?? { id: '', secret: text };
    const isRight = isSecret(spoken.secret, this.store.tokens.hashOf(spoken.id));
    return isRight ? this.store.tokens.find(spoken.id) : undefined;
  }

  private endOf(token: Token): 'revoked' | 'expired' | undefined {
    if (token.revokedAt !== undefined) return 'revoked';
    return isExpired(token, new Date()) ? 'expired' : undefined;
  }
}

// Private

function credentialOf(token: Token): Credential {
  const { id, name, expiresAt } = token;
  return { kind: 'token', id, name, expiresAt, isLimited: isLimited(token) };
}
