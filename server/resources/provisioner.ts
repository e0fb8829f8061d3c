import { Failure } from '../../lib/failure.ts';
import { poll } from '../../lib/retry.ts';
import type { Secrets } from '../aws/secrets.ts';
import type { Snapshot, Snapshots } from '../aws/snapshot.ts';
import { withHeartbeat } from '../deploy/heartbeat.ts';
import { type Kind, kindOf, type Resource, resourceStackName } from '../model/resource.ts';
import type { Parameters } from '../model/resource-option.ts';
import { type StackWord, stackWord } from '../model/stack-status.ts';
import { unlessRefused } from './refusal.ts';
import { ResourceStack, type StackCalls, type Watching } from './stack.ts';
import { resourceTemplate, resourceType } from './templates.ts';

export interface ProvisionerDeps {
  rack: string;
  stacks: StackCalls;
  secrets: Pick<Secrets, 'read'>;
  /** By the service that keeps them. */
  snapshots: Readonly<Record<NonNullable<Kind['backups']>, Snapshots>>;
}

/** A resource as AWS has it. */
export interface ResourceState {
  /** `gone`: its stack is not there, as when somebody deleted that in AWS. */
  status: StackWord | 'gone';
  reason: string | undefined;
  /** Its options, also those that have their standard. */
  parameters: Parameters;
  outputs: Readonly<Record<string, string>>;
}

/** Makes resources in AWS, changes and removes them, and tells how apps reach them. Callers change one at a time. */
export class Provisioner {
  private readonly deps: ProvisionerDeps;

  constructor(deps: ProvisionerDeps) {
    this.deps = deps;
  }

  /** The resource as it is now. */
  async state(resource: Resource): Promise<ResourceState> {
    const stack = await this.stackOf(resource).find();
    const shown = resourceType(resource.kind).options.map(({ parameter }) => parameter);
    const parameters = Object.entries(stack?.parameters ?? {}).filter(([name]) => shown.includes(name));
    return {
      status: stack ? stackWord(stack.status) : 'gone',
      reason: stack?.reason,
      parameters: Object.fromEntries(parameters),
      outputs: stack?.outputs ?? {},
    };
  }

  /** Begins to make a resource; `made` waits for it. */
  async begin(resource: Resource, parameters: Parameters): Promise<{ made(watching: Watching): Promise<void> }> {
    const since = new Date();
    const stack = this.stackOf(resource);
    await stack.begin(resourceTemplate(resource.kind), this.allOf(resource, parameters));
    return { made: async (watching) => void (await stack.made(since, watching)) };
  }

  /** Changes options of a resource, and leaves all others; false when nothing differs. */
  async update(resource: Resource, parameters: Parameters, watching: Watching): Promise<boolean> {
    const stack = this.stackOf(resource);
    const { parameters: before } = (await stack.find()) ?? {};
    const all = this.allOf(resource, { ...before, ...parameters });
    return stack.update(resourceTemplate(resource.kind), all, watching);
  }

  /** Lets the roles of these apps, and no other, use the resource. */
  async grant(resource: Resource, apps: readonly string[], watching: Watching): Promise<void> {
    if (!kindOf(resource).byRole) return;
    const roles = await Promise.all(apps.map((app) => this.roleOf(app)));
    // An empty list is one empty word.
    await this.update(resource, { Roles: roles.join(',') }, watching);
  }

  /** Removes a resource; answers the backups that were made at its end. */
  async remove(resource: Resource, watching: Watching): Promise<Snapshot[]> {
    const before = await this.backups(resource);
    await this.stackOf(resource).delete(watching);
    const after = await this.backups(resource);
    return after.filter(({ id, isAutomatic }) => !isAutomatic && !before.some((each) => each.id === id));
  }

  /** Where apps find the resource, with the password. */
  async url(resource: Resource): Promise<{ url: string; region: string | undefined }> {
    const { Url, Secret, Region } = await this.running(resource);
    const password = Secret === undefined ? '' : await this.deps.secrets.read(Secret);
    return { url: Url!.replace('{password}', () => encodeURIComponent(password)), region: Region };
  }

  /** Where the resource listens; undefined for what AWS serves by HTTP. */
  async endpoint(resource: Resource): Promise<{ host: string; port: number } | undefined> {
    const { Host, Port } = await this.running(resource);
    return Host === undefined ? undefined : { host: Host, port: Number(Port) };
  }

  /** The backups of a resource, or of one that is gone, newest first; none where its kind has none. */
  async backups(resource: Pick<Resource, 'name' | 'kind'>): Promise<Snapshot[]> {
    return (await this.snapshotsOf(resource)?.list(this.nameOf(resource))) ?? [];
  }

  /** Makes a backup, and waits until it is whole. */
  async backUp(resource: Resource, { output, signal }: Watching): Promise<Snapshot> {
    const id = `${this.nameOf(resource)}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
    await this.running(resource);
    await unlessRefused('backup_failed', this.snapshotsOf(resource)!.create(this.nameOf(resource), id));
    const alive = withHeartbeat(output);
    try {
      return await poll(() => this.whole(resource, id), { signal });
    } finally {
      alive.stop();
    }
  }

  /** Removes a backup, once it is whole: before that AWS refuses. */
  async forget(resource: Resource, { id }: Snapshot, { signal }: Watching): Promise<void> {
    await poll(() => this.whole(resource, id), { signal });
    await this.snapshotsOf(resource)!.delete(id);
  }

  // Private

  private nameOf({ name }: Pick<Resource, 'name'>): string {
    return resourceStackName(this.deps.rack, name);
  }

  private stackOf(resource: Resource): ResourceStack {
    return new ResourceStack(this.deps.stacks, this.nameOf(resource), { rack: this.deps.rack });
  }

  private snapshotsOf({ kind }: Pick<Resource, 'kind'>): Snapshots | undefined {
    const { backups } = kindOf({ kind });
    return backups && this.deps.snapshots[backups];
  }

  /** What its stack is given; what a template of before has asked for may be asked no more. */
  private allOf({ name, kind }: Resource, parameters: Parameters): Record<string, string> {
    const known = [
      ...resourceType(kind).options.map(({ parameter }) => parameter),
      ...(kindOf({ kind }).byRole ? ['Roles'] : []),
    ];
    const given = Object.entries(parameters).filter(([parameter]) => known.includes(parameter));
    return { ...Object.fromEntries(given), Rack: this.deps.rack, Name: name };
  }

  private async running(resource: Resource): Promise<ResourceState['outputs']> {
    const { status, outputs } = await this.state(resource);
    if (outputs.Url !== undefined && status !== 'deleting') return outputs;
    throw new Failure('resource_not_ready', `${resource.name} is ${status}.`, {
      hint: `See how it is: ssh rack resources info ${resource.name}`,
    });
  }

  private async roleOf(app: string): Promise<string> {
    const arn = (await this.deps.stacks.find(`${this.deps.rack}-${app}`))?.outputs.TaskRole;
    if (arn) return arn.slice(arn.lastIndexOf('/') + 1);
    throw new Failure('app_not_made', `${app} has no role in AWS yet.`, { hint: 'Push it first: git push rack main' });
  }

  private async whole(resource: Resource, id: string): Promise<Snapshot | undefined> {
    const snapshot = (await this.backups(resource)).find((each) => each.id === id);
    if (!snapshot || snapshot.status === 'failed')
      throw new Failure('backup_failed', `The backup ${id} is ${snapshot?.status ?? 'gone'}.`, {
        hint: `Make another one: ssh rack resources backup ${resource.name}`,
      });
    return snapshot.status === 'available' ? snapshot : undefined;
  }
}
