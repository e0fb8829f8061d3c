import type { Coverage } from '../coverage/coverage.ts';

const NO_MOUNT =
  'ECS wants a mount target to be there, in whatever subnet; containers of this machine do not go through it.';

/** How far EFS's operations go: a file system, and each of its access points, is a Docker volume. */
export const coverage: Coverage<'elasticfilesystem'> = {
  partial: {
    CreateAccessPoint: [
      'Access points share no files with each other nor with the root of their file system, whatever their paths are; one without `CreationInfo` is owned by root, where on AWS its mount fails unless the path is there.',
      '`PosixUser` is kept and told: files belong to who writes them.',
    ],
    CreateFileSystem: [
      'Encryption, performance and throughput are kept and told, without effect.',
      'No IPv6, no replication.',
    ],
    DeleteFileSystem:
      'Refused (`FileSystemInUse`) while a running container has it mounted, where AWS would break the mount.',
    DescribeFileSystems: '`SizeInBytes` is that of an empty file system.',
  },
  inert: {
    CreateMountTarget: NO_MOUNT,
    DeleteMountTarget: 'Breaks no mount.',
    ModifyMountTargetSecurityGroups: NO_MOUNT,
    PutBackupPolicy: 'Nothing is backed up.',
    PutLifecycleConfiguration: 'No file is moved.',
    UpdateFileSystem: 'Throughput is kept and told.',
    UpdateFileSystemProtection: 'There is no replication that could overwrite anything.',
  },
  refused: { DescribeFileSystemPolicy: '`PolicyNotFound`: no file system has a policy.' },
};
