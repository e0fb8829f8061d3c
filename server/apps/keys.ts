import { Failure } from '../../lib/failure.ts';
import type { Developer, Key, Role } from '../model/developer.ts';
import { parsePublicKey } from '../model/public-key.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Sessions } from './sessions.ts';

/** The SSH keys that developers log in with. */
export class Keys {
  private readonly store: Store;
  private readonly sessions: Sessions;

  constructor({ store, sessions }: { store: Store; sessions: Sessions }) {
    this.store = store;
    this.sessions = sessions;
  }

  /** All keys, or those of one developer, with their roles. */
  list(developer?: string): (Key & { role: Role })[] {
    const roles = new Map(this.store.developers.list().map(({ name, role }) => [name, role]));
    return this.store.keys.list(developer).map((key) => ({ ...key, role: roles.get(key.developer) as Role }));
  }

  /** Gives a developer a key; makes the developer (as `role`, or deploy) when the name is new. */
  add(
    request: { developer: string; role: Role | undefined; key: string },
    actor: Actor,
  ): Promise<Key & { role: Role }> {
    return audited(this.store, { actor, what: `keys add ${request.developer}` }, () => {
      checkDeveloperName(request.developer);
      const key = parsePublicKey(request.key);
      this.refuseTaken(key.fingerprint);
      const { role } = this.developer(request.developer, request.role);
      return { ...this.store.keys.add({ developer: request.developer, ...key }), role };
    });
  }

  /** Takes a key away, by its fingerprint; what it opened ends at once. */
  remove(fingerprint: string, actor: Actor): Promise<Key> {
    return audited(this.store, { actor, what: `keys remove ${fingerprint}` }, () => {
      const key = this.find(fingerprint);
      this.keepAnAdmin(key);
      this.store.keys.remove(key.fingerprint);
      this.sessions.cut(({ via }) => via.kind === 'key' && via.fingerprint === key.fingerprint);
      return key;
    });
  }

  /** The first admin, made with this key while nobody can log in yet. */
  seedAdmin(publicKey: string): void {
    if (this.store.developers.list().length > 0) return;
    const key = parsePublicKey(publicKey);
    this.store.developers.create({ name: 'admin', role: 'admin', apps: 'all' });
    this.store.keys.add({ developer: 'admin', ...key });
    this.store.audit.record({ who: 'rack', what: 'keys add admin', result: 'ok' });
  }

  // Private

  private developer(name: string, role: Role | undefined): Developer {
    const known = this.store.developers.find(name);
    if (!known) return this.store.developers.create({ name, role: role ?? 'deploy', apps: 'all' });
    if (role === undefined || role === known.role) return known;
    throw new Failure('developer_exists', `${name} is there already, with the role ${known.role}.`, {
      hint: 'Leave --role out to give this developer another key.',
    });
  }

  private refuseTaken(fingerprint: string): void {
    const taken = this.store.keys.findByFingerprint(fingerprint);
    if (taken) throw new Failure('key_taken', `The key ${fingerprint} is ${taken.developer}'s already.`);
  }

  private find(fingerprint: string): Key {
    const key = this.store.keys.findByFingerprint(fingerprint);
    if (key) return key;
    throw new Failure('key_not_found', `There is no key ${fingerprint}.`, {
      hint: 'Copy its fingerprint from: ssh rack keys list',
    });
  }

  private keepAnAdmin(key: Key): void {
    const admins = this.list().filter(({ role }) => role === 'admin');
    if (admins.some((other) => other.fingerprint !== key.fingerprint) || admins.length === 0) return;
    throw new Failure('last_admin_key', 'This is the last key of an admin: nobody could manage the rack without it.', {
      hint: 'Add another one first: ssh rack keys add NAME --role admin < key.pub',
    });
  }
}

function checkDeveloperName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name)) return;
  throw new Failure('bad_developer_name', `"${name}" cannot be the name of a developer.`, {
    hint: 'Use letters, digits, dots, hyphens and underscores, as in ada or ci-main.',
  });
}
