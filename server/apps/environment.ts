import { Failure } from '../../lib/failure.ts';
import { isReserved, isVariable } from '../model/environment-name.ts';
import type { Release } from '../model/release.ts';
import { buildEnvNames } from '../model/settings.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import { refuseLinked } from './linked-variables.ts';
import type { AppReleases, EnvironmentChange } from './releases.ts';
import type { ReleaseRequest } from './turn.ts';

/** The environment of an app: each change is a release. */
export class Environment {
  private readonly apps: Apps;
  private readonly store: Pick<Store, 'environments' | 'resources'>;
  private readonly releases: AppReleases;

  constructor(options: { apps: Apps; store: Pick<Store, 'environments' | 'resources'>; releases: AppReleases }) {
    this.apps = options.apps;
    this.store = options.store;
    this.releases = options.releases;
  }

  get(app: string, actor: Actor): Record<string, string> {
    return this.store.environments.get(this.apps.find(app, actor).name);
  }

  set(app: string, values: Record<string, string>, request: ReleaseRequest): Promise<Release | undefined> {
    const names = Object.keys(values);
    for (const name of names) checkName(name);
    refuseLinked(this.store, app, names);
    const apply = (env: Record<string, string>) => ({ ...env, ...values });
    return this.change(app, { what: `Set ${names.join(', ')}`, apply }, request, names);
  }

  unset(app: string, names: readonly string[], request: ReleaseRequest): Promise<Release | undefined> {
    refuseLinked(this.store, app, names);
    const apply = (env: Record<string, string>) => without(env, names);
    return this.change(app, { what: `Unset ${names.join(', ')}`, apply }, request, names);
  }

  /** Any change, also of what links have set. */
  async change(
    app: string,
    change: EnvironmentChange,
    request: ReleaseRequest,
    names: readonly string[] = [],
  ): Promise<Release | undefined> {
    const release = await this.releases.changeEnvironment(app, change, request);
    const seen = buildEnvNames(this.apps.find(app, request.actor).settings);
    const built = names.filter((name) => seen.includes(name));
    if (release && built.length > 0) {
      request.output.line(`Builds see ${built.join(', ')} too (build-env), and this release has the image of before.`);
      request.output.line(`To build it anew: ssh rack redeploy ${app} --build`);
    }
    return release;
  }
}

// Private

function checkName(name: string): void {
  if (!isVariable(name))
    throw new Failure('bad_env_name', `"${name}" cannot be the name of a variable.`, {
      hint: 'Use letters, digits and underscores, as in DATABASE_URL.',
    });
  if (isReserved(name)) throw new Failure('reserved_env_name', `${name} is set by the rack itself.`);
}

function without(env: Record<string, string>, names: readonly string[]): Record<string, string> {
  const missing = names.find((name) => !(name in env));
  if (missing !== undefined) throw new Failure('env_not_found', `${missing} is not set.`);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}
