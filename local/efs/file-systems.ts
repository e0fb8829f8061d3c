import { type Config, RACK_LABEL, zoneId } from '../config.ts';
import type { Engine } from '../docker/engine.ts';
import { ensureVolume, removeEndedUsers, removeVolume, usersOf, volumeName, volumesNamed } from '../docker/volumes.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { page } from './pages.ts';
import { badRequest, type FileSystem, nameIn, newId, type Store } from './resources.ts';
import { tagsOf } from './tags.ts';

/** What an empty file system is metered as; what lies in a volume here is not measured. */
const EMPTY_BYTES = 6144;

/** The operations on file systems: each is a Docker volume, and one more for each of its access points. */
export function fileSystemOperations(store: Store, config: Config, engine: Engine): Record<string, Operation> {
  const { fileSystems, mountTargets, accessPoints } = store;
  return {
    async CreateFileSystem(input) {
      const fileSystem = newFileSystem(input, config);
      const same = fileSystems.list().find(({ CreationToken }) => CreationToken === input.CreationToken);
      if (same) throw exists(same);
      const { FileSystemId } = fileSystem;
      // Written down first: what a killed process has not made is made at the next start.
      fileSystems.put(FileSystemId, fileSystem);
      const name = volumeName(config.rack, FileSystemId);
      await ensureVolume(engine, name, { [RACK_LABEL]: config.rack }).catch((error) => {
        fileSystems.remove(FileSystemId);
        throw error;
      });
      return describe(fileSystem);
    },
    DescribeFileSystems(input) {
      const { FileSystemId: id, CreationToken: token, Marker } = input;
      if (id && token) throw badRequest('Request cannot contain both a file system ID and a creation token.');
      const all = id ? [fileSystems.get(id)] : fileSystems.list();
      const found = all.filter(({ CreationToken }) => token === undefined || CreationToken === token);
      const { items, next } = page(found, input.MaxItems, Marker);
      return { Marker, FileSystems: items.map(describe), NextMarker: next };
    },
    UpdateFileSystem(input) {
      const { FileSystemId, ...fileSystem } = fileSystems.get(input.FileSystemId);
      const ThroughputMode = input.ThroughputMode ?? fileSystem.ThroughputMode;
      const given = input.ProvisionedThroughputInMibps ?? fileSystem.ProvisionedThroughputInMibps;
      const ProvisionedThroughputInMibps = ThroughputMode === 'provisioned' ? given : undefined;
      const throughput = { ThroughputMode, ProvisionedThroughputInMibps };
      checkThroughput({ ...fileSystem, ...throughput });
      return describe(fileSystems.change(FileSystemId, throughput));
    },
    async DeleteFileSystem(input) {
      const { FileSystemId } = fileSystems.get(input.FileSystemId);
      if (targetsOf(FileSystemId).length > 0) {
        throw inUse('Must delete all mount targets before deleting file system.');
      }
      await removeVolumes(FileSystemId);
      for (const point of accessPoints.list()) {
        if (point.FileSystemId === FileSystemId) accessPoints.remove(point.AccessPointId);
      }
      fileSystems.remove(FileSystemId);
      return undefined;
    },
  };

  function targetsOf(id: string) {
    return mountTargets.list().filter(({ FileSystemId }) => FileSystemId === id);
  }

  /** With those of access points that were deleted: their directories stay in the file system until it goes. */
  async function removeVolumes(id: string): Promise<void> {
    const volumes = await volumesNamed(engine, volumeName(config.rack, id));
    const users = (await Promise.all(volumes.map((name) => usersOf(engine, name)))).flat();
    // AWS breaks the mounts of running containers; Docker cannot.
    if (users.length > 0) throw inUse(`On this machine, running containers have mounted it: ${users.join(', ')}.`);
    for (const name of volumes) {
      await removeEndedUsers(engine, name);
      await removeVolume(engine, name);
    }
  }

  function describe({ backup: _, lifecycle: __, protection, ...fileSystem }: FileSystem) {
    const { FileSystemId, AvailabilityZoneName, Tags } = fileSystem;
    return {
      OwnerId: config.account,
      ...fileSystem,
      FileSystemArn: `arn:aws:elasticfilesystem:${config.region}:${config.account}:file-system/${FileSystemId}`,
      CreationTime: new Date(fileSystem.CreationTime),
      LifeCycleState: 'available',
      Name: nameIn(Tags),
      NumberOfMountTargets: targetsOf(FileSystemId).length,
      SizeInBytes: { Value: EMPTY_BYTES, Timestamp: new Date(), ValueInIA: 0, ValueInStandard: EMPTY_BYTES },
      AvailabilityZoneId: AvailabilityZoneName && zoneId(AvailabilityZoneName),
      FileSystemProtection: { ReplicationOverwriteProtection: protection },
    };
  }
}

// Private

const CONSTRAINTS = {
  CreationToken: { required: true, min: 1, max: 64 },
  PerformanceMode: { oneOf: ['generalPurpose', 'maxIO'] },
  ThroughputMode: { oneOf: ['bursting', 'provisioned', 'elastic'] },
  ProvisionedThroughputInMibps: { atLeast: 1 },
};

function newFileSystem(input: Input, { region, account }: Config): FileSystem {
  check(input, CONSTRAINTS, 'BadRequest');
  const { CreationToken, KmsKeyId, AvailabilityZoneName, ProvisionedThroughputInMibps } = input;
  const Encrypted = String(input.Encrypted ?? false) === 'true';
  if (KmsKeyId && !Encrypted) throw badRequest('If KmsKeyId is given, Encrypted must be true.');
  const ownKey = Encrypted ? `arn:aws:kms:${region}:${account}:alias/aws/elasticfilesystem` : undefined;
  const backs = input.Backup ?? AvailabilityZoneName !== undefined;
  const fileSystem: FileSystem = {
    FileSystemId: newId('fs'),
    CreationToken,
    CreationTime: new Date().toISOString(),
    PerformanceMode: input.PerformanceMode ?? 'generalPurpose',
    ThroughputMode: input.ThroughputMode ?? 'bursting',
    ProvisionedThroughputInMibps,
    Encrypted,
    KmsKeyId: KmsKeyId ?? ownKey,
    AvailabilityZoneName,
    backup: String(backs) === 'true' ? 'ENABLED' : 'DISABLED',
    protection: 'ENABLED',
    lifecycle: [],
    Tags: tagsOf(input.Tags),
  };
  checkThroughput(fileSystem);
  return fileSystem;
}

function checkThroughput(input: Partial<FileSystem>): void {
  check(input, CONSTRAINTS_OF_THROUGHPUT, 'BadRequest');
  const { ThroughputMode, ProvisionedThroughputInMibps, PerformanceMode } = input;
  if (ThroughputMode === 'elastic' && PerformanceMode === 'maxIO') {
    throw badRequest('Performance mode maxIO is not supported with throughput mode elastic.');
  }
  if ((ThroughputMode === 'provisioned') !== (ProvisionedThroughputInMibps !== undefined)) {
    throw badRequest('ProvisionedThroughputInMibps is required for the throughput mode provisioned, and only for it.');
  }
}

const { ThroughputMode, ProvisionedThroughputInMibps } = CONSTRAINTS;
const CONSTRAINTS_OF_THROUGHPUT = { ThroughputMode, ProvisionedThroughputInMibps };

function exists({ CreationToken, FileSystemId }: FileSystem): AwsError {
  const message = `File system '${FileSystemId}' already exists with creation token '${CreationToken}'`;
  return new AwsError('FileSystemAlreadyExists', message, 409, { FileSystemId });
}

function inUse(message: string): AwsError {
  return new AwsError('FileSystemInUse', message, 409);
}
