import { invalidCombination, invalidValue } from '../datastores/requests.ts';
import type { Input } from '../endpoint/service.ts';

/** Members that are kept and told, without effect: what AWS sets where they are not given, and of what kind they are. */
const KEPT: Readonly<Record<string, { kind: 'number' | 'boolean' | 'text'; usual?: unknown }>> = {
  AllocatedStorage: { kind: 'number' },
  AutoMinorVersionUpgrade: { kind: 'boolean', usual: true },
  BackupRetentionPeriod: { kind: 'number', usual: 1 },
  CACertificateIdentifier: { kind: 'text', usual: 'rds-ca-rsa2048-g1' },
  CopyTagsToSnapshot: { kind: 'boolean', usual: false },
  Iops: { kind: 'number' },
  KmsKeyId: { kind: 'text' },
  MaxAllocatedStorage: { kind: 'number' },
  MultiAZ: { kind: 'boolean', usual: false },
  PreferredBackupWindow: { kind: 'text', usual: '03:00-03:30' },
  PreferredMaintenanceWindow: { kind: 'text', usual: 'sun:04:00-sun:04:30' },
  PubliclyAccessible: { kind: 'boolean', usual: false },
  StorageEncrypted: { kind: 'boolean', usual: false },
  StorageThroughput: { kind: 'number' },
  StorageType: { kind: 'text', usual: 'gp2' },
};

/** Members of requests that something here reads, or that only say how something is done that is done at once here. */
const READ = [
  'AllowMajorVersionUpgrade',
  'ApplyImmediately',
  'AvailabilityZone',
  'DBInstanceClass',
  'DBInstanceIdentifier',
  'DBName',
  'DBParameterGroupName',
  'DBPortNumber',
  'DBSnapshotIdentifier',
  'DBSubnetGroupName',
  'DeletionProtection',
  'Engine',
  'EngineVersion',
  'LicenseModel',
  'MasterUserPassword',
  'MasterUsername',
  'Port',
  'Tags',
  'VpcSecurityGroupIds',
];

/** RDS takes no less storage than this, and no more, in GiB. */
const STORAGE = { least: 5, most: 65_536 };

/** Throws for a member that asks for what is not done here: an answer without it would be another one. */
export function refuseUnserved(input: Input): void {
  const unserved = Object.keys(input).find((name) => !(name in KEPT) && !READ.includes(name));
  if (unserved === undefined) return;
  if (unserved === 'EnablePerformanceInsights' && String(input[unserved]) === 'false') return;
  throw invalidCombination(`${unserved} is not served on this machine.`);
}

/** What a request sets an instance to, over what it was set to before. */
export function settingsOf(input: Input, former?: Record<string, unknown>): Record<string, unknown> {
  const before = former ?? usual();
  const given = Object.entries(KEPT).filter(([name]) => input[name] !== undefined);
  const settings = {
    ...before,
    ...Object.fromEntries(given.map(([name, { kind }]) => [name, read(kind, input[name])])),
  };
  checkStorage(settings, former);
  return settings;
}

// Private

function usual(): Record<string, unknown> {
  return Object.fromEntries(Object.entries(KEPT).map(([name, { usual }]) => [name, usual]));
}

function read(kind: string, value: unknown): unknown {
  if (kind === 'number') return Number(value);
  return kind === 'boolean' ? String(value) === 'true' : String(value);
}

function checkStorage({ AllocatedStorage: size }: Record<string, unknown>, former?: Record<string, unknown>): void {
  if (size === undefined)
    throw invalidCombination('The parameter AllocatedStorage must be provided and must not be blank.');
  if (!Number.isInteger(size) || (size as number) < STORAGE.least || (size as number) > STORAGE.most)
    throw invalidCombination(`Invalid storage size for engine: ${size}. Valid: ${STORAGE.least} to ${STORAGE.most}.`);
  const before = former?.AllocatedStorage as number | undefined;
  if (before !== undefined && (size as number) < before)
    throw invalidValue(`Requested storage size (${size}) cannot be less than the current storage size (${before}).`);
}
