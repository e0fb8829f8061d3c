import { Failure } from '../../lib/failure.ts';
import { withDefaults, withoutDefaults } from '../deploy/variables.ts';
import { requireRole } from '../model/access.ts';
import type { App } from '../model/app.ts';
import { changesOf, changeWords, checkEnvironment, checkVariable, type Env } from '../model/environment.ts';
import { nothingLive } from '../model/nothing-live.ts';
import { namedRelease, type Release } from '../model/release.ts';
import { diffOf, type ReleaseDiff } from '../model/release-diff.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';
import { imageGone } from './image-gone.ts';
import { refuseLinked } from './linked-variables.ts';
import { madeFor } from './made-of.ts';
import { inTurn, type ReleaseRequest, type TurnDeps } from './turn.ts';

export interface ReleasesOptions extends TurnDeps {
  apps: Apps;
  store: Store;
  deploys: Deploys;
}

/** What a release that waits to be promoted shall be: what is left out is as in the newest release. */
export interface ReleaseWish {
  /** The build whose image it has, or a release that has it; empty: none. */
  build?: string | undefined;
  /** All of its variables, or what they become of those of now. */
  env?: Env | EnvChange | undefined;
  description?: string | undefined;
}

/** The variables that an app is to have, by those that it has now and those that its newest release shows. */
export type EnvChange = (env: { now: Env; shown: Env }) => Env;

/** What was deployed of an app, and what of it goes live again. */
export class AppReleases {
  private readonly options: ReleasesOptions;

  constructor(options: ReleasesOptions) {
    this.options = options;
  }

  /** Newest first. */
  list(app: string, actor: Actor): Release[] {
    return this.options.store.releases.list(this.options.apps.find(app, actor).name);
  }

  /** The release of this version (`v4`) or id. Throws a `Failure` `release_not_found`. */
  find(app: string, which: string, actor: Actor): Release {
    const release = namedRelease(this.list(app, actor), which);
    if (release) return release;
    throw new Failure('release_not_found', `${app} has no release "${which}".`, {
      hint: `Say a version, as in v4, or an id: ssh rack releases ${app}`,
    });
  }

  /**
   * How two releases differ: by themselves the live one from the one before it. Values of variables are for those who may
   * deploy.
   */
  diff(
    app: string,
    { from, to, values = false }: { from?: string; to?: string; values?: boolean },
    actor: Actor,
  ): ReleaseDiff {
    if (values) requireRole(actor.developer, 'deploy', 'to see the values of variables');
    const after = to === undefined ? this.live(app, actor) : this.find(app, to, actor);
    const before = from === undefined ? this.beforeLive(app, actor) : this.find(app, from, actor);
    const { environments } = this.options.store;
    const kept = (release: Release) => ({ release, env: environments.ofRelease(release.id) });
    return diffOf(kept(before), kept(after), { values });
  }

  /** Makes a release without bringing it live. Variables that are given are the app's from here on. */
  create(name: string, wish: ReleaseWish, request: ReleaseRequest): Promise<Release> {
    const { actor } = request;
    return this.inTurn(name, 'release', request, async (app) => {
      const { store, deploys } = this.options;
      const made = madeFor(store, name, wish.build);
      const before = store.environments.get(name);
      const set = this.envOf(name, wish, before, actor);
      const env = withDefaults(made.variables, set);
      checkEnvironment(env);
      const words = changeWords(changesOf(before, set));
      const description =
        wish.description || (words ? `Environment: ${words}` : `Release of ${wish.build ?? 'the same'}`);
      const release = deploys.release({ app, developer: actor.developer.name, description, env, made });
      store.environments.set(name, { ...set });
      return release;
    });
  }

  /** The variables of a release; of the newest one also where an older Rack did not keep them. */
  environment(app: string, { id }: Release, actor: Actor): Env | undefined {
    requireRole(actor.developer, 'deploy', 'to see the values of variables');
    const { environments } = this.options.store;
    const isNewest = this.list(app, actor)[0]?.id === id;
    return environments.ofRelease(id) ?? (isNewest ? environments.get(app) : undefined);
  }

  /** Brings a release live that is there, with its own environment, which becomes the app's. */
  promote(name: string, which: string, request: ReleaseRequest): Promise<Release> {
    return this.inTurn(name, `promote ${which}`, request, async (app) => {
      const { store, deploys } = this.options;
      const release = this.find(name, which, request.actor);
      if (store.releases.live(name)?.id === release.id) {
        request.output.line(`v${release.version} is live already; nothing was changed`);
        return release;
      }
      if (Object.keys(release.processes).length === 0) throw nothingToRun(release);
      const env = await this.environmentFor(app, release, request);
      const live = await deploys.promote(app, release, request);
      store.environments.set(name, env);
      return live;
    });
  }

  /**
   * Goes back to a release that was live, by itself the one before: a new release of the same images with the same
   * environment, which becomes the app's. Nothing is built.
   */
  rollback(name: string, which: string | undefined, request: ReleaseRequest): Promise<Release> {
    return this.inTurn(name, `rollback ${which ?? ''}`.trim(), request, async (app) => {
      const { actor, output, signal } = request;
      const live = this.live(name, actor);
      const target = which === undefined ? this.beforeLive(name, actor) : this.find(name, which, actor);
      if (target.state !== 'live') throw neverLive(app, target);
      output.step(`Rolling back from v${live.version} to v${target.version} (${target.description})`);
      const env = await this.environmentFor(app, target, request);
      const description = `Rollback to v${target.version}`;
      const options = { release: target, env, description, isProven: true, signal };
      const release = await this.options.deploys.redeploy(app, actor.developer.name, output, options);
      this.options.store.environments.set(name, env);
      return release;
    });
  }

  // Private

  private envOf(app: string, { env = ({ now: same }) => same }: ReleaseWish, now: Env, actor: Actor): Env {
    const [newest] = this.list(app, actor);
    const shown = (newest && this.environment(app, newest, actor)) ?? {};
    const set = typeof env === 'function' ? env({ now, shown }) : env;
    for (const [variable, value] of Object.entries(set)) checkVariable(variable, value);
    refuseLinked(this.options.store, app, Object.values(changesOf(now, set)).flat());
    return set;
  }

  private inTurn(
    name: string,
    what: string,
    request: ReleaseRequest,
    work: (app: App) => Promise<Release>,
  ): Promise<Release> {
    const { apps } = this.options;
    requireRole(request.actor.developer, 'deploy', what);
    const may = (now: Actor) => void apps.find(name, now);
    may(request.actor);
    return inTurn(this.options, { ...request, app: name, what, may }, () => work(apps.find(name, request.actor)));
  }

  private live(name: string, actor: Actor): Release {
    const { live } = this.options.apps.find(name, actor);
    if (live) return live;
    throw nothingLive(name);
  }

  private beforeLive(name: string, actor: Actor): Release {
    const [, before] = this.options.store.releases.everLive(this.options.apps.find(name, actor).name);
    if (before) return before;
    throw new Failure('nothing_before', `No release of ${name} was live before the one that is.`, {
      hint: `See which there are, and name one: ssh rack releases ${name}`,
    });
  }

  /** What the app's environment is once this release is live; its names are told where they differ from those of now. */
  private async environmentFor(
    app: App,
    release: Release,
    { output }: ReleaseRequest,
  ): Promise<Record<string, string>> {
    const { environments } = this.options.store;
    if (!(await this.options.deploys.hasImage(release))) throw imageGone(app, release);
    const kept = environments.ofRelease(release.id);
    if (!kept && release.secrets.length > 0) throw environmentGone(app, release);
    const env = withoutDefaults(release.variables, kept ?? {});
    const words = changeWords(changesOf(environments.get(app.name), env));
    if (words) output.line(`The environment becomes that of v${release.version}: ${words}`);
    return env;
  }
}

// Private

function nothingToRun({ version }: Release): Failure {
  return new Failure('nothing_to_run', `v${version} was made before anything was built: there is nothing to run.`, {
    hint: 'Build first: git push rack main',
  });
}

function neverLive({ name }: App, { version, state }: Release): Failure {
  return new Failure('never_live', `v${version} was never live (it is ${state}), so there is nothing to go back to.`, {
    hint: `To bring it live: ssh rack releases promote ${name} v${version}`,
  });
}

function environmentGone({ name }: App, { version }: Release): Failure {
  return new Failure('environment_gone', `The environment of v${version} was not kept: an older Rack made it.`, {
    hint: `Its images with the environment of now: ssh rack redeploy ${name} v${version}`,
  });
}
