import { RACK_LABEL } from '../config.ts';
import { type Engine, statusOf } from '../docker/engine.ts';
import { ensureVolume, type Owner, removeVolume, volumeName } from '../docker/volumes.ts';
import { AwsError, type CallAws, type Input } from '../endpoint/service.ts';
import type { Arns } from './arns.ts';
import { CLUSTER_LABEL, TASK_LABEL, type VolumeSource } from './container-options.ts';
import type { Task, TaskDefinition, Volume } from './model.ts';

export interface VolumesDeps {
  rack: string;
  region: string;
  arns: Arns;
  engine: Engine;
  callAws: CallAws;
}

/** The volumes of tasks. All that Docker keeps for this rack are named after it, so that no two racks share one. */
export class Volumes {
  private readonly deps: VolumesDeps;

  constructor(deps: VolumesDeps) {
    this.deps = deps;
  }

  /** Sees that the volumes of a task are there, and answers where, by their names in the definition. */
  async provide(task: Task, { volumes }: TaskDefinition): Promise<Record<string, VolumeSource>> {
    const sources = volumes.map(async (volume) => [volume.name, await this.sourceOf(task, volume)] as const);
    return Object.fromEntries(await Promise.all(sources));
  }

  /** Removes the volumes of what is over, by what `isOver` says of the ARNs of tasks and clusters. */
  async sweep(isOver: (arn: string) => boolean): Promise<void> {
    const { rack, engine } = this.deps;
    const filters = { label: [`${RACK_LABEL}=${rack}`] };
    const { Volumes: found } = await engine.listVolumes({ filters: JSON.stringify(filters) });
    const ownerOf = (labels?: Record<string, string>) => labels?.[TASK_LABEL] ?? labels?.[CLUSTER_LABEL];
    const over = (found ?? []).filter(({ Labels }) => isOver(ownerOf(Labels) ?? ''));
    await Promise.all(over.map(({ Name }) => removeVolume(engine, Name).catch(ifHeld)));
  }

  // Private

  private async sourceOf(task: Task, volume: Volume): Promise<VolumeSource> {
    const { host, efsVolumeConfiguration: efs, dockerVolumeConfiguration: docker } = volume;
    if (host?.sourcePath) return { source: host.sourcePath, noCopy: false };
    if (efs) return { source: await this.fileSystem(efs), noCopy: true };
    if (docker?.scope === 'shared') return { source: await this.shared(task, volume.name, docker), noCopy: false };
    if (docker?.autoprovision) throw new Error('task scoped volume could not be autoprovisioned');
    return { source: await this.ofTask(task, volume), noCopy: false };
  }

  private async fileSystem(efs: NonNullable<Volume['efsVolumeConfiguration']>): Promise<string> {
    const { rack, engine } = this.deps;
    const { fileSystemId, authorizationConfig: { accessPointId } = {} } = efs;
    await this.checkFileSystem(fileSystemId);
    const owner = accessPointId ? await this.ownerOf(fileSystemId, accessPointId) : undefined;
    const name = volumeName(rack, fileSystemId, accessPointId);
    await ensureVolume(engine, name, { [RACK_LABEL]: rack }, owner);
    return name;
  }

  private async checkFileSystem(FileSystemId: string): Promise<void> {
    const answer = await this.ask('DescribeMountTargets', { FileSystemId });
    if (answer?.MountTargets?.length > 0) return;
    throw efsError(
      `Failed to resolve "${FileSystemId}.efs.${this.deps.region}.amazonaws.com" - check that your file system ID is ` +
        'correct, and ensure that the VPC has an EFS mount target for this file system ID.',
    );
  }

  private async ownerOf(fileSystemId: string, AccessPointId: string): Promise<Owner | undefined> {
    const answer = await this.ask('DescribeAccessPoints', { AccessPointId });
    const point = answer?.AccessPoints?.[0];
    if (point?.FileSystemId !== fileSystemId) {
      throw efsError(`mount.nfs4: access denied by server: ${fileSystemId} has no access point ${AccessPointId}`);
    }
    const info = point.RootDirectory?.CreationInfo;
    return info && { uid: Number(info.OwnerUid), gid: Number(info.OwnerGid), permissions: info.Permissions };
  }

  private ask(operation: string, input: Input) {
    return this.deps.callAws('elasticfilesystem', operation, input).catch((error) => {
      if (!(error instanceof AwsError && error.code.includes('NotFound'))) throw error;
    });
  }

  private async shared(
    task: Task,
    name: string,
    docker: NonNullable<Volume['dockerVolumeConfiguration']>,
  ): Promise<string> {
    const { rack, arns } = this.deps;
    // No name of a rack or of a volume holds a dot, so that two pairs of them never make one name.
    const own = `rack-${rack}.${name}`;
    const found = await this.inspect(own);
    if (!found && !docker.autoprovision) throw new Error(`the volume ${own} is not there and autoprovision is not set`);
    if (!found) await this.create(own, docker, { [CLUSTER_LABEL]: arns.cluster(task.cluster) });
    return own;
  }

  private async ofTask(task: Task, { name, dockerVolumeConfiguration }: Volume): Promise<string> {
    const own = `rack-${this.deps.rack}.${task.family}-${task.id}.${name}`;
    await this.create(own, dockerVolumeConfiguration, { [TASK_LABEL]: task.arn });
    return own;
  }

  private async create(Name: string, docker: Volume['dockerVolumeConfiguration'], more: Record<string, string>) {
    const { engine, rack } = this.deps;
    const Labels = { ...docker?.labels, ...more, [RACK_LABEL]: rack };
    await engine.createVolume({
      Name,
      Driver: docker?.driver ?? 'local',
      DriverOpts: docker?.driverOpts ?? {},
      Labels,
    });
  }

  private async inspect(name: string): Promise<object | undefined> {
    try {
      return await this.deps.engine.getVolume(name).inspect();
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }
}

// Private

function efsError(sentence: string): Error {
  return new Error(`failed to invoke EFS utils commands to set up EFS volumes: stderr: ${sentence}`);
}

/** A container that ended a moment ago may hold it still: it is asked for again. */
function ifHeld(error: unknown): void {
  if (statusOf(error) !== 409) throw error;
}
