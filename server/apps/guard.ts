import { Failure } from '../../lib/failure.ts';
import { allows, requireRole } from '../model/access.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';

/**
 * Throws a `Failure` `limited_token` for an actor whose token may less than its developer: were it to manage keys and
 * tokens, it could make one without those limits; and it may not see what lies outside them.
 */
export function requireWholeRights({ via }: Actor, what: string): void {
  if (via.kind !== 'token' || !via.isLimited) return;
  throw new Failure(
    'limited_token',
    `The token ${via.name} is limited to some apps or to a role, and ${what} is not for it.`,
    {
      hint: 'Log in over ssh, or use a token without limits.',
    },
  );
}

/** Whether the actor is an admin who acts with all the rights of one. */
export function isAdmin({ developer, via }: Actor): boolean {
  return allows(developer.role, 'admin') && (via.kind !== 'token' || !via.isLimited);
}

/** Throws unless the actor is an admin who acts with all the rights of one. */
export function requireAdmin(actor: Actor, what: string): void {
  requireRole(actor.developer, 'admin', what);
  requireWholeRights(actor, what);
}

/**
 * Carries out a change of developers or keys, and takes it back with a `Failure` `last_admin` when it would leave no
 * admin with a key: nobody could manage the rack any more.
 */
export function keepingAnAdmin<T>(store: Store, work: () => T): T {
  const had = hasAdmin(store);
  return store.transaction(() => {
    const answer = work();
    if (had && !hasAdmin(store)) throw lastAdmin();
    return answer;
  });
}

// Private

function hasAdmin({ developers, keys }: Store): boolean {
  const withKey = new Set(keys.list().map((key) => key.developer));
  return developers.list().some(({ name, role }) => role === 'admin' && withKey.has(name));
}

function lastAdmin(): Failure {
  return new Failure('last_admin', 'No admin would be left who has a key: nobody could manage the rack any more.', {
    hint: 'Add another admin first: ssh rack keys add NAME --role admin < key.pub',
  });
}
