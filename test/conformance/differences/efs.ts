import type { Difference } from '../differences.ts';

export const efs: readonly Difference[] = [
  {
    in: ['CreateSubnet: for the mount target'],
    what: ['.Subnet.AvailabilityZoneId: local "use1-az1", moto "use1-az6"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (EC2 User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['CreateMountTarget: in the subnet'],
    what: ['.AvailabilityZoneId: local "use1-az1", moto "use1-az6"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (EC2 User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['DescribeMountTargets: of the file system'],
    what: ['.MountTargets[].AvailabilityZoneId: local "use1-az1", moto "use1-az6"'],
    right: 'both',
    source: 'Which zone an id means differs from account to account (EC2 User Guide, AZ IDs); the form is the same.',
  },
  {
    in: ['CreateSubnet: for the mount target'],
    what: ['only local: .Subnet.EnableDns64 false'],
    right: 'local',
    source: 'EC2, Subnet: enableDns64.',
  },
  {
    in: ['CreateFileSystem: encrypted'],
    what: [
      'only local: .FileSystemProtection {…}',
      'only local: .KmsKeyId "arn:aws:kms:us-east-1:123456789012:alias/aws/elasticfilesystem"',
      '.SizeInBytes.Value: local 6144, moto 0',
      '.SizeInBytes.ValueInStandard: local 6144, moto 0',
    ],
    right: 'local',
    source: 'FileSystemDescription: FileSystemProtection, KmsKeyId; FileSystemSize: an empty file system has 6 KiB.',
  },
  {
    in: ['DescribeFileSystems: the one'],
    what: [
      'only local: .FileSystems[].FileSystemProtection {…}',
      'only local: .FileSystems[].KmsKeyId "arn:aws:kms:us-east-1:123456789012:alias/aws/elasticfilesystem"',
      '.FileSystems[].SizeInBytes.Value: local 6144, moto 0',
      '.FileSystems[].SizeInBytes.ValueInStandard: local 6144, moto 0',
    ],
    right: 'local',
    source: 'FileSystemDescription: FileSystemProtection, KmsKeyId; FileSystemSize: an empty file system has 6 KiB.',
  },
  {
    in: ['CreateFileSystem: a token that is taken'],
    what: [
      "message: local 'File system 'fs-#' already exists with creation token 'one'', moto 'File system with one already exists.'",
    ],
    right: 'both',
    source: 'The codes are the same; the sentences are not documented.',
  },
  {
    in: ['DescribeAccessPoints: no access point'],
    what: ["message: local 'Access point 'fsap-#' does not exist.', moto 'Access Point fsap-# does not exist.'"],
    right: 'both',
    source: 'The codes are the same; the sentences are not documented.',
  },
  {
    in: ['DescribeFileSystemPolicy: there is none'],
    what: ["message: local 'File system 'fs-#' has no file system policy.', moto 'None'"],
    right: 'both',
    source: 'The codes are the same; the sentences are not documented.',
  },
  {
    in: ['DescribeMountTargetSecurityGroups: the default one'],
    what: ['only local: .SecurityGroups […]'],
    right: 'local',
    source: "CreateMountTarget: without security groups it has the VPC's default one.",
  },
  {
    in: ['CreateAccessPoint: no file system'],
    what: ['local refuses (FileSystemNotFound), moto answers'],
    right: 'local',
    source: 'CreateAccessPoint, DeleteAccessPoint, Errors: FileSystemNotFound, AccessPointNotFound.',
  },
  {
    in: ['DeleteAccessPoint: again'],
    what: ['local refuses (AccessPointNotFound), moto answers'],
    right: 'local',
    source: 'CreateAccessPoint, DeleteAccessPoint, Errors: FileSystemNotFound, AccessPointNotFound.',
  },
  {
    in: ['PutBackupPolicy: on'],
    what: ['local answers, moto fails'],
    right: 'local',
    source: 'PutBackupPolicy. moto has none.',
  },
];
