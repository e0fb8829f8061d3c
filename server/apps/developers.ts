import { Failure } from '../../lib/failure.ts';
import { allows } from '../model/access.ts';
import { checkAppName } from '../model/app.ts';
import { type AppScope, checkDeveloperName, type Developer, type Key, type Role } from '../model/developer.ts';
import type { Token } from '../model/token.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import { keepingAnAdmin, requireAdmin } from './guard.ts';
import type { Sessions } from './sessions.ts';

/** A developer with what lets them in. */
export interface DeveloperInfo extends Developer {
  keys: Key[];
  tokens: Token[];
}

/** Who may use the rack, and as what. All of it is for admins. */
export class Developers {
  private readonly store: Store;
  private readonly sessions: Sessions;

  constructor({ store, sessions }: { store: Store; sessions: Sessions }) {
    this.store = store;
    this.sessions = sessions;
  }

  /** All developers by name. */
  list(actor: Actor): DeveloperInfo[] {
    requireAdmin(actor, 'the list of developers');
    return this.store.developers.list().map((each) => this.withInfo(each));
  }

  show(name: string, actor: Actor): DeveloperInfo {
    requireAdmin(actor, 'what is known of a developer');
    return this.withInfo(this.find(name));
  }

  /** Makes a developer, who can log in once a key or a token is added. */
  add({ name, role, apps }: { name: string; role: Role; apps: AppScope }, actor: Actor): Promise<Developer> {
    return this.changed(actor, `developers add ${name}`, (note) => {
      checkDeveloperName(name);
      const known = this.store.developers.find(name);
      if (known) throw exists(known);
      const scope = role === 'admin' ? allAppsOfAdmin(name, apps) : checkedApps(apps);
      note(`${role}, apps: ${appsText(scope)}`);
      return this.store.developers.create({ name, role, apps: scope });
    });
  }

  /** Takes a developer out with all keys and tokens; what they have running ends at once. */
  remove(name: string, actor: Actor): Promise<Developer> {
    return this.changed(actor, `developers remove ${name}`, () => {
      const developer = this.find(name);
      this.store.developers.remove(developer.name);
      return developer;
    });
  }

  /** Gives a developer another role. Admins have all apps, also after they were made less than that. */
  setRole(name: string, role: Role, actor: Actor): Promise<Developer> {
    return this.changed(actor, `developers role ${name} ${role}`, (note) => {
      const developer = this.find(name);
      note(`was ${developer.role}`);
      this.store.developers.setRole(developer.name, role);
      if (role === 'admin') this.store.developers.setApps(developer.name, 'all');
      return this.find(name);
    });
  }

  /** Lets a developer touch these apps too, whether they are there or not, or all. */
  grant(name: string, apps: AppScope, actor: Actor): Promise<Developer> {
    return this.changed(actor, `developers grant ${name} ${appsText(apps)}`, () => {
      const developer = this.find(name);
      if (developer.apps === 'all') throw hasAll(developer);
      const more = checkedApps(apps);
      return this.setApps(developer, more === 'all' ? 'all' : [...new Set([...developer.apps, ...more])].sort());
    });
  }

  /** Takes apps away from a developer; what they have running ends at once. */
  revoke(name: string, apps: AppScope, actor: Actor): Promise<Developer> {
    return this.changed(actor, `developers revoke ${name} ${appsText(apps)}`, () => {
      const developer = this.find(name);
      if (developer.role === 'admin') throw hasAll(developer);
      if (apps === 'all') return this.setApps(developer, []);
      return this.setApps(developer, without(developer, checkedApps(apps)));
    });
  }

  // Private

  /** Every change of a developer: by an admin, written down, never without an admin left, and in force at once. */
  private async changed<T>(actor: Actor, what: string, work: (note: (detail: string) => void) => T): Promise<T> {
    requireAdmin(actor, 'a change of developers');
    return audited(this.store, { actor, what }, (note) =>
      this.sessions.change(() => keepingAnAdmin(this.store, () => work(note))),
    );
  }

  private find(name: string): Developer {
    const developer = this.store.developers.find(name);
    if (developer) return developer;
    throw developerNotFound(name);
  }

  private setApps({ name }: Developer, apps: AppScope): Developer {
    this.store.developers.setApps(name, apps);
    return this.find(name);
  }

  private withInfo(developer: Developer): DeveloperInfo {
    const { keys, tokens } = this.store;
    return { ...developer, keys: keys.list(developer.name), tokens: tokens.list(developer.name) };
  }
}

/** The refusal of a name that is no developer's. */
export function developerNotFound(name: string): Failure {
  return new Failure('developer_not_found', `There is no developer "${name}".`, {
    hint: 'List them with: ssh rack developers',
  });
}

/** `all`, `shop blog`, or `none`. */
export function appsText(apps: AppScope): string {
  return apps === 'all' ? 'all' : apps.join(' ') || 'none';
}

// Private

function checkedApps(apps: AppScope): AppScope {
  if (apps !== 'all') for (const app of apps) checkAppName(app);
  return apps === 'all' ? apps : [...new Set(apps)].sort();
}

function allAppsOfAdmin(name: string, apps: AppScope): AppScope {
  if (apps === 'all') return apps;
  throw hasAll({ name, role: 'admin' });
}

function without({ name, apps }: Developer, taken: AppScope): AppScope {
  if (apps === 'all')
    throw new Failure('has_all_apps', `${name} may touch all apps; there is no list to take one from.`, {
      hint: `Begin a list: ssh rack developers revoke ${name} all, then ssh rack developers grant ${name} APP…`,
    });
  const missing = taken !== 'all' && taken.find((app) => !apps.includes(app));
  if (missing)
    throw new Failure('not_granted', `${name} has no grant of ${missing}.`, {
      hint: apps.length > 0 ? `There are grants of ${apps.join(', ')}.` : 'There are none.',
    });
  return apps.filter((app) => !taken.includes(app));
}

function hasAll({ name, role }: Pick<Developer, 'name' | 'role'>): Failure {
  if (allows(role, 'admin'))
    return new Failure('has_all_apps', `${name} is an admin, and admins may touch all apps.`, {
      hint: `Give another role first: ssh rack developers role ${name} deploy`,
    });
  return new Failure('has_all_apps', `${name} may touch all apps already.`);
}

function exists({ name, role }: Developer): Failure {
  return new Failure('developer_exists', `${name} is there already, with the role ${role}.`, {
    hint: `Change it with: ssh rack developers role ${name} ROLE`,
  });
}
