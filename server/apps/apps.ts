import { Failure } from '../../lib/failure.ts';
import type { KeyedQueue } from '../../lib/queue.ts';
import { SILENCE } from '../deploy/output.ts';
import type { Repositories } from '../git/repositories.ts';
import type { Logs } from '../logs/logs.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { appNotFound, sees } from '../model/access.ts';
import { type Address, addressesOf, type Urls } from '../model/address.ts';
import { adjusted } from '../model/adjustments.ts';
import { type App, checkAppName, checkNewAppName, deployBranches } from '../model/app.ts';
import type { Developer } from '../model/developer.ts';
import type { Announce } from '../model/event.ts';
import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Background, Doing } from './background.ts';
import type { Deploys } from './deploys.ts';
import { requireUnlocked } from './lock.ts';
import type { ResourceGrants } from './resource-grants.ts';

/** An app with what people ask about it first. */
export interface AppInfo extends App {
  url: string;
  /** Where the processes of the live release answer. */
  addresses: Address[];
  live: Release | undefined;
  /** What is being done to it: `running` when it is left in peace. */
  status: NonNullable<Doing> | 'running';
}

/** What developers are told of it: its priority would tell how many apps there are that they may not know of. */
export function told({ priority: _, ...app }: AppInfo): Omit<AppInfo, 'priority'> {
  return app;
}

export interface AppsOptions {
  store: Store;
  repositories: Repositories;
  logs: Pick<Logs, 'forget'>;
  metrics: Pick<Metrics, 'forget'>;
  deploys: Deploys;
  grants: Pick<ResourceGrants, 'forgetApp'>;
  /** One change of an app at a time. */
  queue: KeyedQueue;
  background: Background;
  /** Where apps answer. */
  urls: Urls;
  announce: Announce;
}

/** The apps of the rack: list, make, look at, remove. */
export class Apps {
  private readonly options: AppsOptions;
  private readonly lifetimes = new Map<string, AbortController>();

  constructor(options: AppsOptions) {
    this.options = options;
  }

  /** The apps that the actor may touch, by name. */
  list({ developer }: Actor): AppInfo[] {
    const apps = this.options.store.apps.list().filter(({ name }) => sees(developer, name));
    return apps.map((app) => this.withInfo(app));
  }

  /** Throws a `Failure` `app_not_found` unless there is such an app, and it is the actor's to touch. */
  find(name: string, { developer }: Actor): AppInfo {
    checkAppName(name);
    const app = sees(developer, name) ? this.options.store.apps.find(name) : undefined;
    if (app) return this.withInfo(app);
    throw appNotFound(name, developer);
  }

  /** Throws a `Failure` unless the actor may make an app of this name, or it is there and the actor's to touch. */
  checkMayMake(name: string, { developer }: Actor): void {
    checkAppName(name);
    if (!sees(developer, name)) throw appNotFound(name, developer);
    if (!this.options.store.apps.find(name)) checkNewAppName(name);
  }

  /** Makes an app with an empty repository and its stack. */
  async create(name: string, actor: Actor, signal: AbortSignal): Promise<AppInfo> {
    this.checkMayMake(name, actor);
    const create = async () => {
      const app = this.record(name, actor.developer.name);
      await this.options.repositories.ensure(name);
      await this.options.deploys.createApp(app);
      return this.withInfo(app);
    };
    return audited(this.options.store, { actor, what: 'create', app: name }, () =>
      this.options.queue.run(name, create, { signal }),
    );
  }

  /** The app of this name, made when it is new, as by the first push or deploy: its stack is the deploy's to make. */
  open(name: string, developer: Developer, tell: (text: string) => void): App {
    const { apps } = this.options.store;
    const known = apps.find(name);
    if (known) return known;
    tell(`Creating the app ${name}`);
    const app = apps.create({ name, createdBy: developer.name });
    // Who pushes is on record for the push, not for the app that it makes.
    const message = `${developer.name} created ${name} by deploying it`;
    this.options.announce({ type: 'app.created', app: name, actor: developer.name, message });
    return app;
  }

  /** Where the branch is that the app deploys from; undefined when there is none yet. */
  async tip(name: string): Promise<{ branch: string; commit: string } | undefined> {
    const { store, repositories } = this.options;
    const app = store.apps.find(name);
    if (!app || !repositories.has(name)) return undefined;
    for (const branch of deployBranches(app)) {
      const commit = await repositories.ref(name, `refs/heads/${branch}`);
      if (commit) return { branch, commit };
    }
    return undefined;
  }

  /** Removes all of an app: what runs, its images, repository, releases, logs and metrics. Waits for a push that runs. */
  async destroy(name: string, actor: Actor, options: { signal: AbortSignal; onWait(): void }): Promise<void> {
    const app = this.find(name, actor);
    const { store, queue, deploys, grants, repositories, logs, metrics, background } = this.options;
    const destroy = async () => {
      requireUnlocked(store, name);
      // While it waited, somebody else may have destroyed it, and one of the same name may be there by now.
      if (store.apps.find(name)?.createdAt !== app.createdAt) throw appNotFound(name, actor.developer);
      await grants.forgetApp(name, { output: SILENCE, signal: options.signal });
      await deploys.destroyApp(app);
      await repositories.remove(name);
      logs.forget(name);
      metrics.forget(name);
      this.forget(name);
    };
    await audited(store, { actor, what: 'destroy', app: name }, () => {
      background.end(name, isGoing(name, actor.developer));
      return queue.run(name, destroy, options);
    });
  }

  /** Aborts when the app of this name is destroyed: what goes on with it must not go on with its successor's. */
  lifetime(name: string): AbortSignal {
    const controller = this.lifetimes.get(name) ?? new AbortController();
    this.lifetimes.set(name, controller);
    return controller.signal;
  }

  // Private

  /** Takes the name out of all grants too: who gets it next is somebody else. */
  private forget(name: string): void {
    const { apps, developers, tokens } = this.options.store;
    this.options.store.transaction(() => {
      apps.remove(name);
      developers.forgetApp(name);
      tokens.forgetApp(name);
    });
    this.lifetimes.get(name)?.abort();
    this.lifetimes.delete(name);
  }

  private record(name: string, createdBy: string): App {
    const { apps } = this.options.store;
    if (!apps.find(name)) return apps.create({ name, createdBy });
    throw new Failure('app_exists', `There is an app "${name}" already.`, { hint: 'Choose another name.' });
  }

  private withInfo(app: App): AppInfo {
    const { store, urls, background } = this.options;
    const live = store.releases.live(app.name);
    const status = background.doing(app.name) ?? (store.releases.isDeploying(app.name) ? 'updating' : 'running');
    const addresses = live ? addressesOf(adjusted(live, store.adjustments.of(app.name)), urls) : [];
    return { ...app, url: urls.ofLabel(app.name), addresses, live, status };
  }
}

// Private

function isGoing(app: string, { name }: Developer): Failure {
  return new Failure('app_destroyed', `${name} destroys ${app}.`);
}
