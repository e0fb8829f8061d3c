import { call, refused, type Scenario } from '../scenario.ts';

const NONE = 'fs-00000000000000000';
const FILES = { FileSystemId: '{{made.FileSystemId}}' };

export const efs: Scenario = {
  service: 'efs',
  cases: [
    call('CreateVpc: for the mount target', { CidrBlock: '10.7.0.0/16' }, { service: 'ec2', as: 'vpc' }),
    call(
      'CreateSubnet: for the mount target',
      { VpcId: '{{vpc.Vpc.VpcId}}', CidrBlock: '10.7.0.0/24', AvailabilityZone: 'us-east-1a' },
      { service: 'ec2', as: 'subnet' },
    ),
    call(
      'CreateFileSystem: encrypted',
      { CreationToken: 'one', Encrypted: true, Tags: [{ Key: 'Name', Value: 'files' }] },
      { as: 'made' },
    ),
    refused('FileSystemAlreadyExists', 'CreateFileSystem: a token that is taken', { CreationToken: 'one' }),
    call('DescribeFileSystems: the one', FILES, { until: { FileSystems: [{ LifeCycleState: 'available' }] } }),
    refused('FileSystemNotFound', 'DescribeFileSystems: no file system', { FileSystemId: NONE }),
    call('CreateMountTarget: in the subnet', { ...FILES, SubnetId: '{{subnet.Subnet.SubnetId}}' }, { as: 'target' }),
    refused('MountTargetConflict', 'CreateMountTarget: a second one', {
      ...FILES,
      SubnetId: '{{subnet.Subnet.SubnetId}}',
    }),
    refused('SubnetNotFound', 'CreateMountTarget: no subnet', { ...FILES, SubnetId: 'subnet-00000000000000000' }),
    refused('FileSystemNotFound', 'CreateMountTarget: no file system', {
      FileSystemId: NONE,
      SubnetId: '{{subnet.Subnet.SubnetId}}',
    }),
    call('DescribeMountTargets: of the file system', FILES, {
      until: { MountTargets: [{ LifeCycleState: 'available' }] },
    }),
    call('DescribeMountTargetSecurityGroups: the default one', { MountTargetId: '{{target.MountTargetId}}' }),
    refused('MountTargetNotFound', 'DescribeMountTargetSecurityGroups: no target', {
      MountTargetId: 'fsmt-00000000000000000',
    }),
    call(
      'CreateAccessPoint: a folder',
      {
        ...FILES,
        ClientToken: 'point',
        RootDirectory: { Path: '/app', CreationInfo: { OwnerUid: 0, OwnerGid: 0, Permissions: '755' } },
      },
      { as: 'point' },
    ),
    call('DescribeAccessPoints: of the file system', FILES, {
      until: { AccessPoints: [{ LifeCycleState: 'available' }] },
    }),
    refused('FileSystemNotFound', 'CreateAccessPoint: no file system', { FileSystemId: NONE, ClientToken: 'x' }),
    refused('AccessPointNotFound', 'DescribeAccessPoints: no access point', {
      AccessPointId: 'fsap-00000000000000000',
    }),
    call('PutLifecycleConfiguration: after a month', {
      ...FILES,
      LifecyclePolicies: [{ TransitionToIA: 'AFTER_30_DAYS' }],
    }),
    call('DescribeLifecycleConfiguration: as it was put', FILES),
    call('PutBackupPolicy: on', { ...FILES, BackupPolicy: { Status: 'ENABLED' } }),
    refused('PolicyNotFound', 'DescribeFileSystemPolicy: there is none', FILES),
    call('TagResource: another tag', { ResourceId: '{{made.FileSystemId}}', Tags: [{ Key: 'team', Value: 'blue' }] }),
    call('UntagResource: that tag', { ResourceId: '{{made.FileSystemId}}', TagKeys: ['team'] }),
    call('ListTagsForResource: what is left', { ResourceId: '{{made.FileSystemId}}' }),
    refused('FileSystemInUse', 'DeleteFileSystem: one with a mount target', FILES),
    call('DeleteAccessPoint: the folder', { AccessPointId: '{{point.AccessPointId}}' }),
    refused('AccessPointNotFound', 'DeleteAccessPoint: again', { AccessPointId: '{{point.AccessPointId}}' }),
    call('DeleteMountTarget: the one', { MountTargetId: '{{target.MountTargetId}}' }),
    call('DescribeMountTargets: none is left', FILES, { until: { MountTargets: [] } }),
    call('DeleteFileSystem: the one', FILES),
    refused('FileSystemNotFound', 'DeleteFileSystem: again', FILES),
  ],
};
