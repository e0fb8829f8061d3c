import type { Developer } from '../model/developer.ts';
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
    const developer = this.developerOf(via);
    return developer && { developer, from, via };
  }

  private developerOf(via: Credential): Developer | undefined {
    if (via.kind !== 'key') return undefined;
    const key = this.store.keys.findByFingerprint(via.fingerprint);
    return key && this.store.developers.find(key.developer);
  }
}
