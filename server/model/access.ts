import { Failure } from '../../lib/failure.ts';
import type { Developer, Role } from './developer.ts';

/** Each role may do what the ones before it may. */
const ROLES: readonly Role[] = ['read', 'deploy', 'admin'];

/** True for one of the words that name a role. */
export function isRole(word: string): word is Role {
  return (ROLES as readonly string[]).includes(word);
}

/** True when a developer with role `has` may do what needs role `needs`. */
export function allows(has: Role, needs: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needs);
}

/** Throws a `Failure` `not_allowed` that names both roles unless the developer may do what needs this role. */
export function requireRole(developer: Developer, needs: Role, what: string): void {
  if (allows(developer.role, needs)) return;
  throw new Failure(
    'not_allowed',
    `${developer.name} has the role ${developer.role}, and ${what} needs the role ${needs}.`,
    { hint: 'Ask an admin of this rack.' },
  );
}
