import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { badRequest, type Store } from './resources.ts';

const DAYS = [1, 7, 14, 30, 60, 90, 180, 270, 365].map((days) => `AFTER_${days}_DAY${days > 1 ? 'S' : ''}`);
const TRANSITIONS = {
  TransitionToIA: { oneOf: DAYS },
  TransitionToArchive: { oneOf: DAYS },
  TransitionToPrimaryStorageClass: { oneOf: ['AFTER_1_ACCESS'] },
};
const MOST_POLICIES = 3;

/** The operations on what a file system is set to besides its throughput. Recorded; nothing here backs up or moves files. */
export function settingOperations({ fileSystems }: Store): Record<string, Operation> {
  return {
    PutBackupPolicy(input) {
      const { FileSystemId } = fileSystems.get(input.FileSystemId);
      check(input.BackupPolicy ?? {}, { Status: { required: true, oneOf: ['ENABLED', 'DISABLED'] } }, 'BadRequest');
      return backupPolicy(fileSystems.change(FileSystemId, { backup: input.BackupPolicy.Status }));
    },
    DescribeBackupPolicy: ({ FileSystemId }) => backupPolicy(fileSystems.get(FileSystemId)),
    PutLifecycleConfiguration(input) {
      const { FileSystemId, ThroughputMode } = fileSystems.get(input.FileSystemId);
      check(input, { LifecyclePolicies: { required: true, max: MOST_POLICIES } }, 'BadRequest');
      for (const policy of input.LifecyclePolicies) checkTransition(policy, ThroughputMode);
      const { lifecycle } = fileSystems.change(FileSystemId, { lifecycle: input.LifecyclePolicies });
      return { LifecyclePolicies: lifecycle };
    },
    DescribeFileSystemPolicy({ FileSystemId }) {
      throw noPolicy(fileSystems.get(FileSystemId).FileSystemId);
    },
    DescribeLifecycleConfiguration: ({ FileSystemId }) => ({
      LifecyclePolicies: fileSystems.get(FileSystemId).lifecycle,
    }),
    UpdateFileSystemProtection({ FileSystemId: id, ReplicationOverwriteProtection: protection }) {
      const { FileSystemId } = fileSystems.get(id);
      check({ protection }, { protection: { oneOf: ['ENABLED', 'DISABLED'] } }, 'BadRequest');
      fileSystems.change(FileSystemId, { protection: protection ?? 'ENABLED' });
      return { ReplicationOverwriteProtection: protection ?? 'ENABLED' };
    },
  };
}

// Private

/** There are no file system policies here, so none has one. */
function noPolicy(id: string): AwsError {
  return new AwsError('PolicyNotFound', `File system '${id}' has no file system policy.`, 404);
}

function backupPolicy({ backup }: { backup: string }) {
  return { BackupPolicy: { Status: backup } };
}

function checkTransition(policy: Input, throughput: string): void {
  check(policy, TRANSITIONS, 'BadRequest');
  if (Object.keys(policy).length !== 1) throw badRequest('Each lifecycle policy must have exactly one transition.');
  if (policy.TransitionToArchive && throughput !== 'elastic') {
    throw badRequest('The Archive storage class is available only with the throughput mode elastic.');
  }
}
