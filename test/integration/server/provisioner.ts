import type { ResourcesOptions } from '../../../server/apps/resources.ts';
import type { Snapshot } from '../../../server/aws/snapshot.ts';
import type { Resource } from '../../../server/model/resource.ts';
import type { Parameters } from '../../../server/model/resource-option.ts';
import type { ResourceState } from '../../../server/resources/provisioner.ts';

/** A cloud in memory, in which all succeeds at once; what was asked of it is in `events`. */
export class FakeProvisioner implements NonNullable<ResourcesOptions['provisioner']> {
  readonly events: string[] = [];
  readonly snapshots = new Map<string, Snapshot[]>();
  private readonly parameters = new Map<string, Parameters>();
  /** Why the next resource cannot be made. */
  refusal: Error | undefined;

  async state({ name }: Resource): Promise<ResourceState> {
    const parameters = this.parameters.get(name) ?? {};
    return { status: 'running', reason: undefined, parameters, outputs: {} };
  }

  async begin({ name, kind }: Resource, parameters: Parameters) {
    this.events.push(`begin ${kind} ${name}`);
    this.parameters.set(name, parameters);
    const made = async () => {
      if (this.refusal) throw this.refusal;
    };
    return { made };
  }

  async update({ name }: Resource, parameters: Parameters): Promise<boolean> {
    this.events.push(`update ${name}`);
    this.parameters.set(name, { ...this.parameters.get(name), ...parameters });
    return true;
  }

  async grant({ name }: Resource, apps: readonly string[]): Promise<void> {
    this.events.push(`grant ${name} to ${apps.join(', ') || 'nobody'}`);
  }

  async remove({ name }: Resource): Promise<Snapshot[]> {
    this.events.push(`remove ${name}`);
    const last = this.snapshot(name, `${name}-last`);
    this.snapshots.set(name, [last, ...(this.snapshots.get(name) ?? [])]);
    return [last];
  }

  async url({ name, kind }: Resource): Promise<{ url: string; region: string | undefined }> {
    return { url: `${kind}://app:secret@${name}`, region: kind === 's3' ? 'us-east-1' : undefined };
  }

  async endpoint({ name }: Resource): Promise<{ host: string; port: number }> {
    return { host: name, port: 5432 };
  }

  async backups({ name }: Pick<Resource, 'name'>): Promise<Snapshot[]> {
    return this.snapshots.get(name) ?? [];
  }

  async backUp({ name }: Resource): Promise<Snapshot> {
    this.events.push(`back up ${name}`);
    return this.snapshot(name, `${name}-by-hand`);
  }

  async forget(_: Resource, { id }: Snapshot): Promise<void> {
    this.events.push(`forget ${id}`);
  }

  /** A backup of Postgres 14 with 40 GiB. */
  snapshot(of: string, id: string): Snapshot {
    const engine = { engine: 'postgres', version: '14.9', storage: 40 };
    return { id, of, createdAt: '2026-01-01T00:00:00.000Z', status: 'available', isAutomatic: false, ...engine };
  }
}
