import { narrowed } from '../model/access.ts';
import type { Developer } from '../model/developer.ts';
import { isExpired, isSecret, parseToken, type Token } from '../model/token.ts';
import type { Store } from '../store/store.ts';
import type { Actor, Credential } from './actor.ts';

/** Who comes in, and by which credential. */
export class Logins {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** True when somebody has the key: whoever asks has not shown yet that it is theirs. */
  isKnown(fingerprint: string): boolean {
    return this.store.keys.findByFingerprint(fingerprint) !== undefined;
  }

  /** The developer who proved to have this key; notes that it was used. */
  byKey(fingerprint: string, from: string): Actor | undefined {
    const actor = this.actor({ kind: 'key', fingerprint }, from);
    if (actor) this.store.keys.touch(fingerprint);
    return actor;
  }

  /**
   * The developer whose token this is, with the role and the apps that the token leaves them; notes that it was used, or
   * records why it is refused. The time does not depend on how much of it is right.
   */
  byToken(text: string, from: string): Actor | undefined {
    const token = this.proven(text);
    const refusal = token ? this.refusalOf(token) : 'unknown token';
    if (!token || refusal !== undefined) {
      const what = token
        ? `${token.developer}'s token ${token.name}`
        : `token ${parseToken(text)?.id ?? 'of no known form'}`;
      this.store.audit.record({ who: what, what: 'login', from, result: refusal ?? 'unknown token' });
      return undefined;
    }
    this.store.tokens.touch(token, from, new Date());
    return this.actor({ kind: 'token', id: token.id, name: token.name }, from);
  }

  /** The actor as of now: role and apps may have changed since the login. */
  current({ via, from }: Actor): Actor | undefined {
    return this.actor(via, from);
  }

  /** Records a login with keys that nobody has. */
  refused(fingerprints: readonly string[], from: string): void {
    this.store.audit.record({ who: fingerprints.join(' '), what: 'login', from, result: 'unknown key' });
  }

  // Private

  private actor(via: Credential, from: string): Actor | undefined {
    const developer = via.kind === 'key' ? this.ofKey(via.fingerprint) : this.ofToken(via.id);
    return developer && { developer, from, via };
  }

  private ofKey(fingerprint: string): Developer | undefined {
    const key = this.store.keys.findByFingerprint(fingerprint);
    return key && this.store.developers.find(key.developer);
  }

  private ofToken(id: string): Developer | undefined {
    const token = this.store.tokens.find(id);
    if (!token || this.refusalOf(token)) return undefined;
    const developer = this.store.developers.find(token.developer);
    return developer && narrowed(developer, token);
  }

  /** The token, if the secret is its own. */
  private proven(text: string): Token | undefined {
    const spoken = parseToken(text) ?? { id: '', secret: text };
    const isRight = isSecret(spoken.secret, this.store.tokens.hashOf(spoken.id));
    return isRight ? this.store.tokens.find(spoken.id) : undefined;
  }

  private refusalOf(token: Token): string | undefined {
    if (token.revokedAt !== undefined) return 'revoked token';
    return isExpired(token, new Date()) ? 'expired token' : undefined;
  }
}
