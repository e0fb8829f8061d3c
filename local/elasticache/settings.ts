import { invalidCombination } from '../datastores/requests.ts';
import type { Input } from '../endpoint/service.ts';
import type { Cache } from './model.ts';

/** Members that are kept and told, without effect, and of what kind they are. */
const KEPT: Readonly<Record<string, { kind: 'number' | 'boolean' | 'text'; usual?: unknown }>> = {
  AtRestEncryptionEnabled: { kind: 'boolean', usual: false },
  AutoMinorVersionUpgrade: { kind: 'boolean', usual: true },
  KmsKeyId: { kind: 'text' },
  PreferredMaintenanceWindow: { kind: 'text', usual: 'sun:05:00-sun:06:00' },
  SnapshotRetentionLimit: { kind: 'number', usual: 0 },
  SnapshotWindow: { kind: 'text', usual: '03:00-04:00' },
};

/** Members of requests that something here reads, or that only say how something is done that is done at once here. */
const READ = {
  both: [
    ...[
      'ApplyImmediately',
      'CacheNodeType',
      'CacheParameterGroupName',
      'CacheSubnetGroupName',
      'Engine',
      'EngineVersion',
    ],
    ...['Port', 'SecurityGroupIds', 'Tags'],
  ],
  group: [
    ...['AuthToken', 'AuthTokenUpdateStrategy', 'AutomaticFailoverEnabled', 'MultiAZEnabled', 'NumCacheClusters'],
    ...['NumNodeGroups', 'ReplicasPerNodeGroup', 'ReplicationGroupDescription', 'ReplicationGroupId', 'SnapshotName'],
    ...['SnapshottingClusterId', 'TransitEncryptionEnabled'],
  ],
  cluster: ['AZMode', 'CacheClusterId', 'NumCacheNodes', 'PreferredAvailabilityZone'],
};

/** Throws for a member that asks for what is not done here: an answer without it would be another one. */
export function refuseUnserved(input: Input, kind: Cache['kind']): void {
  const known = [...Object.keys(KEPT), ...READ.both, ...READ[kind]];
  const unserved = Object.keys(input).find((name) => !known.includes(name));
  if (unserved !== undefined) throw invalidCombination(`${unserved} is not served on this machine.`);
  const { CacheParameterGroupName: group } = input;
  if (group && !String(group).startsWith('default.'))
    throw invalidCombination(`On this machine there are no parameter groups but the default ones; ${group} is none.`);
}

/** What a request sets a cache to, over what it was set to before. */
export function settingsOf(input: Input, former?: Record<string, unknown>): Record<string, unknown> {
  const usual = Object.fromEntries(Object.entries(KEPT).map(([name, { usual }]) => [name, usual]));
  const given = Object.entries(KEPT).filter(([name]) => input[name] !== undefined);
  return {
    ...(former ?? usual),
    ...Object.fromEntries(given.map(([name, { kind }]) => [name, read(kind, input[name])])),
  };
}

// Private

function read(kind: string, value: unknown): unknown {
  if (kind === 'number') return Number(value);
  return kind === 'boolean' ? String(value) === 'true' : String(value);
}
