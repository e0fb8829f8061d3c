import type { KeyedQueue } from '../../lib/queue.ts';
import type { Output } from '../deploy/output.ts';
import type { Release } from '../model/release.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import type { Apps } from './apps.ts';
import type { Deploys } from './deploys.ts';

export interface ReleasesOptions {
  apps: Apps;
  store: Store;
  deploys: Deploys;
  /** One change of an app at a time. */
  queue: KeyedQueue;
}

/** Who asks for a release, and where its progress is told. */
export interface ReleaseRequest {
  actor: Actor;
  output: Output;
  signal: AbortSignal;
}

/** What was deployed of an app, and new releases of what is there. */
export class AppReleases {
  private readonly options: ReleasesOptions;

  constructor(options: ReleasesOptions) {
    this.options = options;
  }

  /** Newest first. */
  list(app: string, actor: Actor): Release[] {
    return this.options.store.releases.list(this.options.apps.find(app, actor).name);
  }

  /** Deploys the live image once more, in new containers. */
  redeploy(name: string, request: ReleaseRequest): Promise<Release> {
    const { actor, output, signal } = request;
    const app = this.options.apps.find(name, actor);
    return this.inTurn(name, request, 'redeploy', () =>
      this.options.deploys.redeploy(app, actor.developer.name, output, { signal }),
    );
  }

  /**
   * Changes the environment and deploys a release with it, if there is one live. The change is kept only when that
   * release serves. Answers undefined when nothing is live yet, and the change waits for the first push.
   */
  changeEnvironment(
    name: string,
    change: { what: string; apply(env: Record<string, string>): Record<string, string> },
    request: ReleaseRequest,
  ): Promise<Release | undefined> {
    const { store, deploys } = this.options;
    const { actor, output, signal } = request;
    const app = this.options.apps.find(name, actor);
    return this.inTurn(name, request, `env: ${change.what}`, async () => {
      const env = change.apply(store.environments.get(name));
      const redeploy = () =>
        deploys.redeploy(app, actor.developer.name, output, { env, description: change.what, signal });
      const release = store.releases.live(name) && (await redeploy());
      store.environments.set(name, env);
      return release;
    });
  }

  // Private

  private inTurn<T>(app: string, { actor, output, signal }: ReleaseRequest, what: string, work: () => Promise<T>) {
    const onWait = ({ ahead }: { ahead: number }) => output.step(`Waiting for a push or change (${ahead} ahead)`);
    const { store, queue } = this.options;
    return audited(store, { actor, what, app }, () => queue.run(app, work, { signal, onWait }));
  }
}
