import { Failure } from '../../lib/failure.ts';
import { checkDeveloperName, type Developer, type Key, type Role } from '../model/developer.ts';
import { type PublicKey, parsePublicKey, parsePublicKeys } from '../model/public-key.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import { developerNotFound } from './developers.ts';
import { keepingAnAdmin, requireAdmin, requireWholeRights } from './guard.ts';
import type { Sessions } from './sessions.ts';

/** Keys for a developer. */
export interface KeysRequest {
  /** undefined: whoever asks. */
  developer: string | undefined;
  /** The role of a developer who is new; undefined: deploy. */
  role: Role | undefined;
  /** One key a line, as in `.pub` and authorized_keys files. */
  text: string;
}

/** What came of it. */
export interface AddedKeys {
  developer: Developer;
  isNew: boolean;
  keys: Key[];
}

/** Keys for a developer, who is made when there is none of this name. */
interface Gift {
  name: string;
  role: Role | undefined;
  keys: readonly PublicKey[];
  actor?: Actor;
}

/** The SSH keys that developers log in with. Everyone manages their own, admins all. */
export class Keys {
  private readonly store: Store;
  private readonly sessions: Sessions;

  constructor({ store, sessions }: { store: Store; sessions: Sessions }) {
    this.store = store;
    this.sessions = sessions;
  }

  /** The keys of whoever asks; of somebody else, or of all, for admins. */
  list(whose: string | 'all' | undefined, actor: Actor): (Key & { role: Role })[] {
    requireWholeRights(actor, 'the list of keys');
    const keys = this.store.keys.list(whose === 'all' ? this.all(actor) : this.owner(whose, actor));
    const roles = new Map(this.store.developers.list().map(({ name, role }) => [name, role]));
    return keys.map((key) => ({ ...key, role: roles.get(key.developer) as Role }));
  }

  /** Gives a developer keys: all of them or, when one is no good, none. Makes the developer when the name is new. */
  async add(request: KeysRequest, actor: Actor): Promise<AddedKeys> {
    const name = request.developer ?? actor.developer.name;
    this.requireMayAdd(name, actor);
    return audited(this.store, { actor, what: `keys add ${name}` }, (note) => {
      const keys = parsePublicKeys(request.text);
      note(keys.map(({ fingerprint }) => fingerprint).join(' '));
      return this.store.transaction(() => this.give({ name, role: request.role, keys, actor }));
    });
  }

  /** Takes a key away, by its fingerprint; what it opened ends at once. */
  async remove(fingerprint: string, actor: Actor): Promise<Key> {
    requireWholeRights(actor, 'taking keys away');
    return audited(this.store, { actor, what: `keys remove ${fingerprint}` }, (note) => {
      const key = this.find(fingerprint, actor);
      note(`of ${key.developer}`);
      this.sessions.change(() => keepingAnAdmin(this.store, () => this.store.keys.remove(key.fingerprint)));
      return key;
    });
  }

  /** The first admin, made with this key while nobody can log in yet. */
  seedAdmin(publicKey: string): void {
    if (this.store.developers.list().length > 0) return;
    const key = parsePublicKey(publicKey);
    this.store.transaction(() => this.give({ name: 'admin', role: 'admin', keys: [key] }));
    this.store.audit.record({ who: 'rack', what: 'keys add admin', detail: key.fingerprint, result: 'ok' });
  }

  // Private

  /** A key never expires, so that a token which does may not add one. */
  private requireMayAdd(name: string, actor: Actor): void {
    requireWholeRights(actor, 'adding keys');
    if (!isSelf(name, actor)) requireAdmin(actor, "adding somebody else's keys");
    const { via } = actor;
    if (via.kind !== 'token' || via.expiresAt === undefined) return;
    throw new Failure(
      'limited_token',
      `The token ${via.name} expires at ${via.expiresAt}, and a key would outlast it.`,
      {
        hint: 'Add keys over ssh, or with a token that never expires.',
      },
    );
  }

  private give({ name, role, keys, actor }: Gift): AddedKeys {
    const known = this.store.developers.find(name);
    const developer = known ? sameRole(known, role) : this.make(name, role ?? 'deploy');
    for (const { fingerprint } of keys) this.refuseTaken(fingerprint, actor);
    const added = keys.map((key) => this.store.keys.add({ developer: developer.name, ...key }));
    return { developer, isNew: !known, keys: added };
  }

  private make(name: string, role: Role): Developer {
    checkDeveloperName(name);
    return this.store.developers.create({ name, role, apps: 'all' });
  }

  /** Only admins are told whose it is. */
  private refuseTaken(fingerprint: string, actor: Actor | undefined): void {
    const owner = this.store.keys.findByFingerprint(fingerprint)?.developer;
    if (owner === undefined) return;
    const mayKnow = actor && (actor.developer.role === 'admin' || isSelf(owner, actor));
    throw new Failure('key_taken', `The key ${fingerprint} is ${mayKnow ? `${owner}'s` : "somebody's"} already.`);
  }

  /** Keys of others are not there for those who are no admins. */
  private find(fingerprint: string, actor: Actor): Key {
    const key = this.store.keys.findByFingerprint(fingerprint);
    if (key && (actor.developer.role === 'admin' || key.developer === actor.developer.name)) return key;
    throw new Failure('key_not_found', `There is no key ${fingerprint}.`, {
      hint: 'Copy its fingerprint from: ssh rack keys list',
    });
  }

  private owner(whose: string | undefined, actor: Actor): string {
    if (whose === undefined || isSelf(whose, actor)) return actor.developer.name;
    requireAdmin(actor, "somebody else's keys");
    const developer = this.store.developers.find(whose);
    if (developer) return developer.name;
    throw developerNotFound(whose);
  }

  private all(actor: Actor): undefined {
    requireAdmin(actor, "everybody's keys");
  }
}

// Private

const isSelf = (name: string, { developer }: Actor) => name.toLowerCase() === developer.name.toLowerCase();

function sameRole(known: Developer, role: Role | undefined): Developer {
  if (role === undefined || role === known.role) return known;
  throw new Failure('developer_exists', `${known.name} is there already, with the role ${known.role}.`, {
    hint: `Leave --role out to add another key, or change it: ssh rack developers role ${known.name} ${role}`,
  });
}
