import { Failure } from '../../lib/failure.ts';
import type { AppScope, Developer, Role } from './developer.ts';

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

/** True when apps of this name, there or not, are the developer's to touch. */
export function sees({ apps }: { apps: AppScope }, app: string): boolean {
  return apps === 'all' || apps.includes(app);
}

/** True when whoever may touch `apps` may touch all of `others` too. */
export function coversApps(apps: AppScope, others: AppScope): boolean {
  return apps === 'all' || (others !== 'all' && others.every((app) => apps.includes(app)));
}

/** What both may: the smaller role, and the apps that are in both. */
export function narrowed(developer: Developer, limit: { role?: Role | undefined; apps?: AppScope }): Developer {
  const { role = developer.role, apps = 'all' } = limit;
  return {
    ...developer,
    role: allows(developer.role, role) ? role : developer.role,
    apps: apps === 'all' ? developer.apps : apps.filter((app) => sees(developer, app)),
  };
}

/**
 * The refusal of a name that a developer may not touch. It is the same whether such an app is there or not: what a
 * developer may not know exists, does not exist for them.
 */
export function appNotFound(name: string, { apps }: { apps: AppScope }): Failure {
  const granted = apps !== 'all' && `You may touch and make ${apps.join(', ') || 'no app'}; an admin grants others.`;
  return new Failure('app_not_found', `There is no app "${name}".`, {
    hint: granted || 'List the apps with: ssh rack apps',
  });
}
