import { boolean, defined, number, pick, unlessGone } from './answers.ts';
import { accessPoint } from './efs-access-point.ts';
import { EFS, madeTagged, retag } from './efs-call.ts';
import type { Context, Handler, HandlerTable, Properties } from './handler.ts';
import { whenFree } from './pace.ts';

const FIXED = ['AvailabilityZoneName', 'Encrypted', 'KmsKeyId', 'PerformanceMode'];
const CHANGEABLE = [
  'BackupPolicy',
  'FileSystemProtection',
  'FileSystemTags',
  'LifecyclePolicies',
  'ProvisionedThroughputInMibps',
  'ThroughputMode',
];

const fileSystem: Handler = {
  serves: [...FIXED, ...CHANGEABLE],
  attributes: ['Arn', 'FileSystemId'],
  replacedBy: FIXED,
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = defined({
        CreationToken: context.token,
        ...pick(properties, ['AvailabilityZoneName', 'KmsKeyId', 'PerformanceMode', 'ThroughputMode']),
        Encrypted: boolean(properties.Encrypted),
        ProvisionedThroughputInMibps: number(properties.ProvisionedThroughputInMibps),
        Tags: context.tags(properties.FileSystemTags),
      });
      return (await context.callAws(EFS, 'CreateFileSystem', input)).FileSystemId;
    });
    await configure(id, properties, {}, context);
    return madeTagged(id, 'file-system', 'FileSystemId', context);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    const throughput = (of: Properties) =>
      defined({
        ThroughputMode: of.ThroughputMode ?? 'bursting',
        ProvisionedThroughputInMibps: number(of.ProvisionedThroughputInMibps),
      });
    if (JSON.stringify(throughput(properties)) !== JSON.stringify(throughput(previous)))
      await context.callAws(EFS, 'UpdateFileSystem', { FileSystemId: id, ...throughput(properties) });
    await configure(id, properties, previous, context);
    await retag(id, properties.FileSystemTags, previous.FileSystemTags, context);
    return madeTagged(id, 'file-system', 'FileSystemId', context);
  },
  async delete(_, context) {
    const remove = () => context.callAws(EFS, 'DeleteFileSystem', { FileSystemId: context.physicalId });
    // Containers that are being stopped may have it mounted a little longer.
    await whenFree(context, /^FileSystemInUse$/, () => unlessGone(remove()));
  },
  findsOwn: true,
  async find(_, context) {
    const { FileSystems } = await context.callAws(EFS, 'DescribeFileSystems', { CreationToken: context.token });
    return FileSystems[0]?.FileSystemId;
  },
};

const mountTarget: Handler = {
  serves: ['FileSystemId', 'IpAddress', 'SecurityGroups', 'SubnetId'],
  attributes: ['Id', 'IpAddress'],
  replacedBy: ['FileSystemId', 'IpAddress', 'SubnetId'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = pick(properties, ['FileSystemId', 'IpAddress', 'SecurityGroups', 'SubnetId']);
      return (await context.callAws(EFS, 'CreateMountTarget', input)).MountTargetId;
    });
    return madeTarget(id, context);
  },
  async update({ SecurityGroups }, context) {
    const MountTargetId = context.physicalId as string;
    await context.callAws(EFS, 'ModifyMountTargetSecurityGroups', { MountTargetId, SecurityGroups });
    return madeTarget(MountTargetId, context);
  },
  async delete(_, context) {
    await unlessGone(context.callAws(EFS, 'DeleteMountTarget', { MountTargetId: context.physicalId }));
  },
  async find({ FileSystemId, SubnetId }, context) {
    const answer = await unlessGone(context.callAws(EFS, 'DescribeMountTargets', { FileSystemId }));
    const found = answer?.MountTargets.find((one: Properties) => one.SubnetId === SubnetId);
    return context.isKnown(found?.MountTargetId) ? undefined : found?.MountTargetId;
  },
};

/** AWS::EFS::*. */
export const efsHandlers: HandlerTable = {
  'AWS::EFS::FileSystem': fileSystem,
  'AWS::EFS::MountTarget': mountTarget,
  'AWS::EFS::AccessPoint': accessPoint,
};

// Private

/** What calls of their own set. */
async function configure(FileSystemId: string, next: Properties, last: Properties, { callAws }: Context) {
  const isNew = (name: string) => JSON.stringify(next[name]) !== JSON.stringify(last[name]);
  if (isNew('BackupPolicy')) {
    const BackupPolicy = next.BackupPolicy ?? { Status: 'DISABLED' };
    await callAws(EFS, 'PutBackupPolicy', { FileSystemId, BackupPolicy });
  }
  if (isNew('LifecyclePolicies')) {
    const LifecyclePolicies = next.LifecyclePolicies ?? [];
    await callAws(EFS, 'PutLifecycleConfiguration', { FileSystemId, LifecyclePolicies });
  }
  if (isNew('FileSystemProtection')) {
    const protection = next.FileSystemProtection ?? { ReplicationOverwriteProtection: 'ENABLED' };
    await callAws(EFS, 'UpdateFileSystemProtection', { FileSystemId, ...protection });
  }
}

async function madeTarget(id: string, { callAws }: Context) {
  const { MountTargets } = await callAws(EFS, 'DescribeMountTargets', { MountTargetId: id });
  return { physicalId: id, attributes: { Id: id, IpAddress: MountTargets[0].IpAddress } };
}
