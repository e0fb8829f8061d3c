import { pick, unlessGone } from './answers.ts';
import { type Context, type Handler, HandlerFailure, type Made, type Properties } from './handler.ts';
import { until } from './pace.ts';
import { rds, rdsArn, retagRds } from './rds-call.ts';
import { snapshotName } from './snapshot-name.ts';

/** Members of the API that are called as the properties are. */
const CHANGEABLE = [
  'AllocatedStorage',
  'AllowMajorVersionUpgrade',
  'AutoMinorVersionUpgrade',
  'BackupRetentionPeriod',
  'CACertificateIdentifier',
  'CopyTagsToSnapshot',
  'DBInstanceClass',
  'DBParameterGroupName',
  'DeletionProtection',
  'EnablePerformanceInsights',
  'EngineVersion',
  'Iops',
  'MasterUserPassword',
  'MaxAllocatedStorage',
  'MultiAZ',
  'PreferredBackupWindow',
  'PreferredMaintenanceWindow',
  'PubliclyAccessible',
  'StorageThroughput',
  'StorageType',
];
const FIXED = [
  'AvailabilityZone',
  'DBName',
  'DBSubnetGroupName',
  'Engine',
  'KmsKeyId',
  'MasterUsername',
  'StorageEncrypted',
];

/** What a restored instance has from its snapshot. */
const OF_SNAPSHOT = ['DBName', 'KmsKeyId', 'MasterUserPassword', 'MasterUsername', 'StorageEncrypted'];

/** AWS::RDS::DBInstance. */
export const dbInstance: Handler = {
  serves: [
    ...CHANGEABLE,
    ...FIXED,
    'DBInstanceIdentifier',
    'DBSnapshotIdentifier',
    'Port',
    'Tags',
    'VPCSecurityGroups',
  ],
  inert: {
    ApplyImmediately: 'Every change is made at once.',
    DeleteAutomatedBackups: 'There are no automated backups.',
  },
  attributes: ['DBInstanceArn', 'DbiResourceId', 'Endpoint.Address', 'Endpoint.Port', 'Endpoint.HostedZoneId'],
  replacedBy: [...FIXED, 'DBInstanceIdentifier', 'DBSnapshotIdentifier'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const input = { ...inputOf(properties), DBInstanceIdentifier: nameOf(properties, context) };
      const Tags = context.tags(properties.Tags);
      return (await make(properties, { ...input, Tags }, context)).DBInstance.DBInstanceIdentifier;
    });
    await setPassword(id, properties, context);
    return available(id, context);
  },
  async update(properties, context, previous) {
    const id = context.physicalId as string;
    // One that was cut off in the midst of another change is waited for.
    await available(id, context);
    const input = changed(changeOf(inputOf(properties)), changeOf(inputOf(previous)));
    const DBInstanceIdentifier = id;
    if (Object.keys(input).length > 0)
      await rds(context, 'ModifyDBInstance', { ...input, DBInstanceIdentifier, ApplyImmediately: true });
    await retagRds(rdsArn('db', id, context), properties, previous, context);
    return available(id, context);
  },
  async delete(_, context) {
    const DBInstanceIdentifier = context.physicalId as string;
    const status = await statusOf(DBInstanceIdentifier, context);
    if (status === undefined) return;
    const last = context.withSnapshot
      ? { FinalDBSnapshotIdentifier: snapshotName(context) }
      : { SkipFinalSnapshot: true };
    if (status !== 'deleting') await rds(context, 'DeleteDBInstance', { DBInstanceIdentifier, ...last });
    await until(context, async () =>
      (await statusOf(DBInstanceIdentifier, context)) === undefined ? true : undefined,
    );
  },
  async find(properties, context) {
    const DBInstanceIdentifier = nameOf(properties, context);
    const answer = await unlessGone(rds(context, 'DescribeDBInstances', { DBInstanceIdentifier }));
    return answer?.DBInstances[0].DBInstanceIdentifier;
  },
};

// Private

/** Names are kept in small letters, and without two hyphens in a row. */
function nameOf(properties: Properties, context: Context): string {
  const generated = () => context.name(63).replace(/-{2,}/g, '-');
  return String(properties.DBInstanceIdentifier ?? generated()).toLowerCase();
}

function inputOf(properties: Properties): Properties {
  const { VPCSecurityGroups: groups } = properties;
  return { ...pick(properties, [...CHANGEABLE, ...FIXED, 'Port']), ...(groups && { VpcSecurityGroupIds: groups }) };
}

/** The same as a change has it, which calls a port otherwise. */
function changeOf({ Port, ...input }: Properties): Properties {
  return Port === undefined ? input : { ...input, DBPortNumber: Port };
}

function make(properties: Properties, input: Properties, context: Context) {
  const { DBSnapshotIdentifier } = properties;
  if (!DBSnapshotIdentifier) return rds(context, 'CreateDBInstance', input);
  const own = Object.entries(input).filter(([name]) => !OF_SNAPSHOT.includes(name));
  return rds(context, 'RestoreDBInstanceFromDBSnapshot', { ...Object.fromEntries(own), DBSnapshotIdentifier });
}

/** An instance that began with a snapshot gets its password when it serves. */
async function setPassword(DBInstanceIdentifier: string, properties: Properties, context: Context): Promise<void> {
  const { DBSnapshotIdentifier, MasterUserPassword } = properties;
  if (!DBSnapshotIdentifier || MasterUserPassword === undefined) return;
  await available(DBInstanceIdentifier, context);
  await rds(context, 'ModifyDBInstance', { DBInstanceIdentifier, MasterUserPassword, ApplyImmediately: true });
}

/** What a change says: properties that a template no longer sets keep their last value. */
function changed(next: Properties, last: Properties): Properties {
  const entries = Object.entries(next).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(last[name]));
  return Object.fromEntries(entries);
}

async function describe(DBInstanceIdentifier: string, context: Context): Promise<Properties | undefined> {
  return (await unlessGone(rds(context, 'DescribeDBInstances', { DBInstanceIdentifier })))?.DBInstances[0];
}

async function statusOf(id: string, context: Context): Promise<string | undefined> {
  return (await describe(id, context))?.DBInstanceStatus;
}

async function available(id: string, context: Context): Promise<Made> {
  return until(context, async () => {
    const found = await describe(id, context);
    if (!found || found.DBInstanceStatus === 'failed')
      throw new HandlerFailure(
        `DB Instance ${id} ${found ? 'failed' : 'is gone'}; the log of the endpoint says why.`,
        'NotStabilized',
      );
    if (found.DBInstanceStatus !== 'available') return undefined;
    const { DBInstanceArn, DbiResourceId, Endpoint } = found;
    const attributes = {
      DBInstanceArn,
      DbiResourceId,
      'Endpoint.Address': Endpoint.Address,
      'Endpoint.Port': `${Endpoint.Port}`,
      'Endpoint.HostedZoneId': Endpoint.HostedZoneId,
    };
    return { physicalId: id, attributes };
  });
}
