import { Failure, isAbort } from '../../lib/failure.ts';
import type { KeyedQueue } from '../../lib/queue.ts';
import { requireRole, sees } from '../model/access.ts';
import {
  checkKind,
  checkResourceName,
  KINDS,
  type Link,
  type Resource,
  type ResourceKind,
  resourceNotFound,
} from '../model/resource.ts';
import { type Parameters, parametersOf, refuseFixed } from '../model/resource-option.ts';
import type { Provisioner, ResourceState } from '../resources/provisioner.ts';
import { type ResourceType, resourceType, resourceTypes } from '../resources/templates.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited, type Note } from './actor.ts';
import { requireAdmin } from './guard.ts';
import type { ReleaseRequest } from './turn.ts';

export interface ResourcesOptions {
  /** The rack's name. */
  name: string;
  store: Store;
  /** One change of a resource at a time. */
  queue: KeyedQueue;
  provisioner: Pick<
    Provisioner,
    'state' | 'begin' | 'update' | 'remove' | 'forget' | 'url' | 'endpoint' | 'backups' | 'backUp' | 'grant'
  >;
}

/** A resource with what people ask about it; only the links that whoever asks may know of. */
export interface ResourceInfo extends Resource, Pick<ResourceState, 'status' | 'reason' | 'parameters'> {
  links: Link[];
}

/** What is to be made. */
export interface NewResource {
  kind: string;
  /** Undefined: the kind's usual name. */
  name?: string | undefined;
  /** By option, as people write it or as the template has it. */
  parameters?: Readonly<Record<string, string>>;
  /** Answers as soon as AWS has begun. */
  detach?: boolean;
}

/** Where a resource listens. */
export interface Endpoint {
  host: string;
  port: number;
  app: string | undefined;
}

/** The databases, caches, buckets and queues of the rack: admins make and remove them, apps are linked to them. */
export class Resources {
  private readonly options: ResourcesOptions;

  constructor(options: ResourcesOptions) {
    this.options = options;
  }

  /** The kinds there are, each with its options. */
  types(): ResourceType[] {
    return resourceTypes();
  }

  /** One kind; throws a `Failure` `unknown_kind` where there is none of this name. */
  type(kind: string): ResourceType {
    return resourceType(checkKind(kind));
  }

  /** The resources that the actor may know of, by name. */
  list(actor: Actor): Promise<ResourceInfo[]> {
    const all = this.options.store.resources.list().filter((resource) => this.isSeen(resource, actor));
    return Promise.all(all.map((resource) => this.withInfo(resource, actor)));
  }

  /** Throws a `Failure` `resource_not_found` unless there is such a resource, and the actor may know of it. */
  find(name: string, actor: Actor): Promise<ResourceInfo> {
    return this.withInfo(this.known(name, actor), actor);
  }

  /** As `find`, without a look at how it is. */
  known(name: string, actor: Actor): Resource {
    const resource = this.options.store.resources.find(name);
    if (resource && this.isSeen(resource, actor)) return resource;
    throw resourceNotFound(name);
  }

  /** Makes a resource, and waits until it can be linked. */
  async create({ kind, name, parameters = {}, detach }: NewResource, request: ReleaseRequest): Promise<ResourceInfo> {
    requireAdmin(request.actor, 'making a resource');
    const wanted = checkKind(kind);
    const called = name ?? KINDS[wanted].name;
    checkResourceName(called, { rack: this.options.name, kind: wanted });
    const given = parametersOf(resourceType(wanted).options, parameters);
    await this.changed(called, `resources create ${wanted} ${called}`, request, () =>
      this.make({ name: called, kind: wanted }, given, { ...request, detach: detach === true }),
    );
    return this.find(called, request.actor);
  }

  /** Changes options of a resource; false when nothing differs. */
  async set(name: string, parameters: Readonly<Record<string, string>>, request: ReleaseRequest): Promise<boolean> {
    requireAdmin(request.actor, 'changing a resource');
    const resource = this.known(name, request.actor);
    const { options } = resourceType(resource.kind);
    const given = parametersOf(options, parameters);
    const words = Object.entries(given).map(([parameter, value]) => `${parameter}=${value}`);
    return this.changed(name, `resources set ${name} ${words.join(' ')}`, request, async () => {
      const before = await this.options.provisioner.state(resource);
      refuseFixed(options, before.parameters, given);
      const isChanged = await this.options.provisioner.update(resource, given, request);
      if (isChanged) await this.tellNewAddress(resource, before, request);
      return isChanged;
    });
  }

  /**
   * Removes a resource that no app is linked to and nothing protects. AWS makes a last backup of what can be backed up, which
   * stays unless `snapshot` is false; its name is answered.
   */
  async destroy(name: string, { snapshot }: { snapshot: boolean }, request: ReleaseRequest): Promise<string[]> {
    requireAdmin(request.actor, 'removing a resource');
    const resource = this.known(name, request.actor);
    return this.changed(name, `resources destroy ${name}`, request, async (note) => {
      await this.checkMayGo(resource);
      const last = await this.options.provisioner.remove(resource, request);
      this.options.store.resources.remove(name);
      if (!snapshot) for (const each of last) await this.options.provisioner.forget(resource, each, request);
      const kept = snapshot ? last.map(({ id }) => id) : [];
      if (kept.length > 0) note(`kept ${kept.join(', ')}`);
      return kept;
    });
  }

  /** The address of a resource with its password, for people and their tools. */
  url(name: string, actor: Actor): Promise<string> {
    requireRole(actor.developer, 'deploy', 'the address of a resource');
    const resource = this.known(name, actor);
    return audited(this.options.store, { actor, what: `resources url ${name}` }, async () => {
      return (await this.options.provisioner.url(resource)).url;
    });
  }

  /** Where a resource listens, and the app by whose link the actor may be connected to it; admins need none. */
  async endpoint(name: string, actor: Actor): Promise<Endpoint> {
    requireRole(actor.developer, 'deploy', 'a connection to a resource');
    const endpoint = await this.options.provisioner.endpoint(this.known(name, actor));
    if (endpoint) return { ...endpoint, app: this.linksSeen(name, actor)[0]?.app };
    throw new Failure('no_endpoint', `${name} has no port: AWS serves it by HTTP.`, {
      hint: `Its address: ssh rack resources url ${name}`,
    });
  }

  /** Whether a resource that the app is linked to listens there. */
  async reaches(app: string, host: string, port: number): Promise<boolean> {
    const { store, provisioner } = this.options;
    const names = new Set(store.resources.linksIn(app).map(({ resource }) => resource));
    const endpoints = await Promise.all([...names].map((name) => provisioner.endpoint(store.resources.find(name)!)));
    return endpoints.some((endpoint) => endpoint?.host === host && endpoint.port === port);
  }

  /** Throws a `Failure` `resource_exists` when there is a resource of this name. */
  checkIsFree(name: string): void {
    if (!this.options.store.resources.find(name)) return;
    throw new Failure('resource_exists', `There is a resource "${name}" already.`, {
      hint: 'Give the new one another name: --name NAME',
    });
  }

  // Private

  /** Does a change of a resource when it is its turn, and records it. */
  private changed<T>(
    name: string,
    what: string,
    { actor, signal }: ReleaseRequest,
    work: (note: Note) => Promise<T>,
  ): Promise<T> {
    const { store, queue } = this.options;
    const holder = `a change of ${actor.developer.name}`;
    return audited(store, { actor, what }, (note) =>
      queue.run(`resource ${name}`, () => work(note), { signal, holder }),
    );
  }

  private async make(
    wanted: { name: string; kind: ResourceKind },
    parameters: Parameters,
    { actor, detach, ...watching }: ReleaseRequest & { detach: boolean },
  ): Promise<void> {
    const { store, provisioner } = this.options;
    this.checkIsFree(wanted.name);
    store.resources.create({ ...wanted, createdBy: actor.developer.name });
    try {
      const { made } = await provisioner.begin(store.resources.find(wanted.name)!, parameters);
      if (!detach) await made(watching);
    } catch (error) {
      // Who goes away leaves it to AWS, which goes on; what failed is no resource.
      if (!isAbort(error) && !watching.signal.aborted) store.resources.remove(wanted.name);
      throw error;
    }
  }

  /** The apps go on with the address of their releases, until they are told. */
  private async tellNewAddress(
    resource: Resource,
    before: ResourceState,
    { output }: Pick<ReleaseRequest, 'output'>,
  ): Promise<void> {
    const { outputs } = await this.options.provisioner.state(resource);
    if (outputs.Url === before.outputs.Url) return;
    for (const { resource: name, app, variable } of this.options.store.resources.linksOf(resource.name))
      output.line(
        `Its address is another one. Tell ${app}: ssh rack resources link ${name} -a ${app} --as ${variable}`,
      );
  }

  private isSeen({ name }: Resource, { developer }: Actor): boolean {
    return developer.apps === 'all' || this.linksSeen(name, { developer }).length > 0;
  }

  private linksSeen(name: string, { developer }: Pick<Actor, 'developer'>): Link[] {
    return this.options.store.resources.linksOf(name).filter(({ app }) => sees(developer, app));
  }

  private async withInfo(resource: Resource, actor: Actor): Promise<ResourceInfo> {
    const { status, reason, parameters } = await this.options.provisioner.state(resource);
    return { ...resource, status, reason, parameters, links: this.linksSeen(resource.name, actor) };
  }

  private async checkMayGo(resource: Resource): Promise<void> {
    const { name } = resource;
    const apps = [...new Set(this.options.store.resources.linksOf(name).map(({ app }) => app))];
    if (apps.length > 0)
      throw new Failure('resource_linked', `${name} is linked to ${apps.join(', ')}.`, {
        hint: `Unlink it first: ssh rack resources unlink ${name} -a ${apps[0]}`,
      });
    const { parameters } = await this.options.provisioner.state(resource);
    if (parameters.DeletionProtection === 'Yes')
      throw new Failure('deletion_protected', `${name} is protected from being destroyed.`, {
        hint: `Lift that first: ssh rack resources set ${name} deletion-protection=off`,
      });
  }
}
