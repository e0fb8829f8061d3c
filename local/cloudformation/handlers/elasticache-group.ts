import { pick, unlessGone } from './answers.ts';
import { cacheName, changed, checkAlive, elastiCache, retagElastiCache } from './elasticache-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';
import { until } from './pace.ts';
import { snapshotName } from './snapshot-name.ts';

const CHANGEABLE = [
  'AuthToken',
  'AutoMinorVersionUpgrade',
  'AutomaticFailoverEnabled',
  'CacheNodeType',
  'CacheParameterGroupName',
  'Engine',
  'EngineVersion',
  'MultiAZEnabled',
  'PreferredMaintenanceWindow',
  'ReplicationGroupDescription',
  'SecurityGroupIds',
  'SnapshotRetentionLimit',
  'SnapshotWindow',
  'TransitEncryptionEnabled',
];
const COUNTS = ['NumCacheClusters', 'NumNodeGroups', 'ReplicasPerNodeGroup'];
const FIXED = ['AtRestEncryptionEnabled', 'CacheSubnetGroupName', 'KmsKeyId', 'Port', 'SnapshotName'];

/** Characters of a replication group's name. */
const LONGEST_NAME = 40;

/** AWS::ElastiCache::ReplicationGroup. */
export const replicationGroup: Handler = {
  serves: [...CHANGEABLE, ...COUNTS, ...FIXED, 'ReplicationGroupId', 'Tags'],
  attributes: [
    ...['PrimaryEndPoint.Address', 'PrimaryEndPoint.Port', 'ReaderEndPoint.Address', 'ReaderEndPoint.Port'],
    ...['ReadEndPoint.Addresses', 'ReadEndPoint.AddressesList', 'ReadEndPoint.Ports', 'ReadEndPoint.PortsList'],
  ],
  replacedBy: [...FIXED, 'ReplicasPerNodeGroup', 'ReplicationGroupId'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const ReplicationGroupId = cacheName(properties.ReplicationGroupId, context, LONGEST_NAME);
      const input = { ...pick(properties, [...CHANGEABLE, ...COUNTS, ...FIXED]), ReplicationGroupId };
      const Tags = context.tags(properties.Tags);
      const answer = await elastiCache(context, 'CreateReplicationGroup', { ...input, Tags });
      return answer.ReplicationGroup.ReplicationGroupId;
    });
    return available(id, context);
  },
  async update(properties, context, previous) {
    const ReplicationGroupId = context.physicalId as string;
    // One that was cut off in the midst of another change is waited for.
    await available(ReplicationGroupId, context);
    const input = changed(inputOf(properties), inputOf(previous));
    if (Object.keys(input).length > 0)
      await elastiCache(context, 'ModifyReplicationGroup', { ...input, ReplicationGroupId, ApplyImmediately: true });
    await retagElastiCache('replicationgroup', ReplicationGroupId, properties, previous, context);
    return available(ReplicationGroupId, context);
  },
  async delete(_, context) {
    const ReplicationGroupId = context.physicalId as string;
    const status = (await describe(ReplicationGroupId, context))?.Status;
    if (status === undefined) return;
    const last = context.withSnapshot ? { FinalSnapshotIdentifier: snapshotName(context) } : {};
    if (status !== 'deleting') await elastiCache(context, 'DeleteReplicationGroup', { ReplicationGroupId, ...last });
    await until(context, async () => ((await describe(ReplicationGroupId, context)) ? undefined : true));
  },
  async find(properties, context) {
    const found = await describe(cacheName(properties.ReplicationGroupId, context, LONGEST_NAME), context);
    return found?.ReplicationGroupId;
  },
};

// Private

/** How many nodes there are is said again at every change, and refused where it is another number than one. */
function inputOf(properties: Properties): Properties {
  return pick(properties, [...CHANGEABLE, ...COUNTS]);
}

async function describe(ReplicationGroupId: string, context: Context): Promise<Properties | undefined> {
  const answer = await unlessGone(elastiCache(context, 'DescribeReplicationGroups', { ReplicationGroupId }));
  return answer?.ReplicationGroups[0];
}

async function available(id: string, context: Context): Promise<Made> {
  return until(context, async () => {
    const found = await describe(id, context);
    checkAlive(id, found?.Status);
    if (found?.Status !== 'available') return undefined;
    const { Address, Port } = found.NodeGroups[0].PrimaryEndpoint;
    const attributes = {
      'PrimaryEndPoint.Address': Address,
      'PrimaryEndPoint.Port': `${Port}`,
      'ReaderEndPoint.Address': Address,
      'ReaderEndPoint.Port': `${Port}`,
      'ReadEndPoint.Addresses': `[${Address}]`,
      'ReadEndPoint.AddressesList': [Address],
      'ReadEndPoint.Ports': `[${Port}]`,
      'ReadEndPoint.PortsList': [`${Port}`],
    };
    return { physicalId: id, attributes };
  });
}
