import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../lib/failure.ts';
import { withDefaults } from '../deploy/variables.ts';
import { requireRole } from '../model/access.ts';
import { changesOf, changeWords, checkEnvironment, checkVariable, type Env } from '../model/environment.ts';
import type { Release } from '../model/release.ts';
import { buildEnvNames } from '../model/settings.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import { refuseLinked } from './linked-variables.ts';
import { inTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

export interface EnvironmentOptions extends TurnDeps {
  apps: Apps;
  store: Store;
  deploys: Deploys;
}

/** The name of a variable, and who says what it is: people, a link to a resource, or the live release of itself. */
export interface VariableName {
  name: string;
  from: 'set' | 'link' | 'release';
}

/** A change of an app's environment, with its words for the audit log and the release. */
export interface EnvironmentChange {
  what: string;
  apply(env: Env): Record<string, string> | Promise<Record<string, string>>;
}

/**
 * The environment of an app: each change is a release, and is kept only when that serves. Changes answer undefined when
 * nothing differs, or nothing is live yet and they wait for the first release; the output says which.
 */
export class Environment {
  private readonly options: EnvironmentOptions;

  constructor(options: EnvironmentOptions) {
    this.options = options;
  }

  get(app: string, actor: Actor): Record<string, string> {
    const { name } = this.options.apps.find(app, actor);
    requireRole(actor.developer, 'deploy', 'the environment');
    return this.options.store.environments.get(name);
  }

  /** The variables that are set and those that the live release has, by name. */
  names(app: string, actor: Actor): VariableName[] {
    const { name, live } = this.options.apps.find(app, actor);
    const { environments, resources } = this.options.store;
    const set = Object.keys(environments.get(name));
    const linked = resources.linksIn(name).map(({ variable }) => variable);
    const from = (each: string) => (linked.includes(each) ? 'link' : set.includes(each) ? 'set' : 'release');
    const names = [...new Set([...set, ...(live?.secrets ?? [])])].sort();
    return names.map((each) => ({ name: each, from: from(each) }));
  }

  set(app: string, values: Env, request: ReleaseRequest): Promise<Release | undefined> {
    for (const [name, value] of Object.entries(values)) checkVariable(name, value);
    refuseLinked(this.options.store, app, Object.keys(values));
    const apply = (env: Env) => ({ ...env, ...values });
    return this.change(app, { what: `Set ${Object.keys(values).join(', ') || 'nothing'}`, apply }, request);
  }

  unset(app: string, names: readonly string[], request: ReleaseRequest): Promise<Release | undefined> {
    refuseLinked(this.options.store, app, names);
    const apply = (env: Env) => without(app, env, names);
    return this.change(app, { what: `Unset ${names.join(', ')}`, apply }, request);
  }

  /** Takes away all variables but these. */
  replace(app: string, values: Env, request: ReleaseRequest): Promise<Release | undefined> {
    for (const [name, value] of Object.entries(values)) checkVariable(name, value);
    const apply = (env: Env) => {
      const { added, removed, changed } = changesOf(env, values);
      refuseLinked(this.options.store, app, [...added, ...removed, ...changed]);
      return { ...values };
    };
    return this.change(app, { what: `Replace by ${Object.keys(values).join(', ')}`, apply }, request);
  }

  /** Any change, also of what links have set. */
  change(name: string, change: EnvironmentChange, request: ReleaseRequest): Promise<Release | undefined> {
    const { apps, store } = this.options;
    apps.find(name, request.actor);
    const may = (now: Actor) => void apps.find(name, now);
    return inTurn(this.options, { ...request, app: name, what: `env: ${change.what}`, may }, async () => {
      const before = store.environments.get(name);
      const env = await change.apply(before);
      checkEnvironment(env);
      const release = await this.released(name, { before, env, what: change.what }, request);
      store.environments.set(name, env);
      return release;
    });
  }

  // Private

  private async released(
    name: string,
    { before, env, what }: { before: Env; env: Record<string, string>; what: string },
    { actor, output, signal }: ReleaseRequest,
  ): Promise<Release | undefined> {
    const app = this.options.apps.find(name, actor);
    const words = changeWords(changesOf(before, env));
    if (!app.live) {
      output.line(words ? `Set for the first release of ${name}: git push rack main` : UNCHANGED);
      return undefined;
    }
    if (!words && this.isLive(app.live, env)) {
      output.line(UNCHANGED);
      return undefined;
    }
    const options = { env, description: what, signal };
    const release = await this.options.deploys.redeploy(app, actor.developer.name, output, options);
    this.tellBuilds(name, changesOf(before, env), { actor, output });
    return release;
  }

  /** Whether the live release has this environment; of those that do not tell, it is taken to. */
  private isLive({ id, variables }: Release, env: Env): boolean {
    const kept = this.options.store.environments.ofRelease(id);
    return kept === undefined || isDeepStrictEqual(kept, withDefaults(variables, env));
  }

  private tellBuilds(
    app: string,
    { added, removed, changed }: ReturnType<typeof changesOf>,
    { actor, output }: Pick<ReleaseRequest, 'actor' | 'output'>,
  ): void {
    const seen = buildEnvNames(this.options.apps.find(app, actor).settings);
    const built = [...added, ...removed, ...changed].filter((name) => seen.includes(name));
    if (built.length === 0) return;
    output.line(`Builds see ${built.join(', ')} too (build-env), and this release has the image of before.`);
    output.line(`To build it anew: ssh rack redeploy ${app} --build`);
  }
}

// Private

const UNCHANGED = 'The environment is like that already: there is no new release';

function without(app: string, env: Env, names: readonly string[]): Record<string, string> {
  const missing = names.find((name) => !Object.hasOwn(env, name));
  if (missing !== undefined)
    throw new Failure('env_not_found', `${missing} is not set.`, { hint: `See what is: ssh rack env ${app}` });
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}
