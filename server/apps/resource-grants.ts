import type { KeyedQueue } from '../../lib/queue.ts';
import { kindOf, type Resource } from '../model/resource.ts';
import type { Provisioner } from '../resources/provisioner.ts';
import type { Watching } from '../resources/stack.ts';
import type { Store } from '../store/store.ts';

export interface ResourceGrantsOptions {
  store: Pick<Store, 'resources'>;
  queue: KeyedQueue;
  provisioner: Pick<Provisioner, 'grant'>;
}

/** The rights of apps' roles to buckets and queues: those of the apps that are linked, in the resource's stack. */
export class ResourceGrants {
  private readonly options: ResourceGrantsOptions;

  constructor(options: ResourceGrantsOptions) {
    this.options = options;
  }

  /** Lets the apps in that are linked now. It waits for no app, so that whoever has an app's turn may wait for it. */
  async renew(resource: Resource, watching: Watching): Promise<void> {
    if (!kindOf(resource).byRole) return;
    const { queue, store, provisioner } = this.options;
    await queue.run(`resource ${resource.name}`, async () => {
      const apps = new Set(store.resources.linksOf(resource.name).map(({ app }) => app));
      await provisioner.grant(resource, [...apps].sort(), watching);
    });
  }

  /** Takes all rights from an app before it goes: a role cannot be deleted while another stack adds to it. */
  async forgetApp(app: string, watching: Watching): Promise<void> {
    const { resources } = this.options.store;
    for (const link of resources.linksIn(app)) {
      resources.unlink(link);
      await this.renew(resources.find(link.resource)!, watching);
    }
  }
}
