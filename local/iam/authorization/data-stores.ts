import type { Input } from '../../endpoint/service.ts';

type Arn = (rest: string) => string;
type ArnsOf = (input: Input, arn: Arn) => (string | undefined)[];

/** What requests to RDS, ElastiCache and SQS are about, by service and operation: the ARNs of the things that they name. */
export const DATA_STORES: Readonly<Record<string, (operation: string) => ArnsOf>> = {
  rds: (operation) => (/Tags/.test(operation) ? given('ResourceName') : named(RDS, operation, lower)),
  elasticache: (operation) => (/Tags/.test(operation) ? given('ResourceName') : named(ELASTICACHE, operation, lower)),
  sqs: () => queue,
};

// Private

/** Members that name things, by the kinds that ARNs call them. */
const RDS: Readonly<Record<string, string>> = {
  DBInstanceIdentifier: 'db',
  DBParameterGroupName: 'pg',
  DBSnapshotIdentifier: 'snapshot',
  DBSubnetGroupName: 'subgrp',
};

const ELASTICACHE: Readonly<Record<string, string>> = {
  CacheClusterId: 'cluster',
  CacheParameterGroupName: 'parametergroup',
  CacheSubnetGroupName: 'subnetgroup',
  FinalSnapshotIdentifier: 'snapshot',
  ReplicationGroupId: 'replicationgroup',
  SnapshotName: 'snapshot',
};

/** What a listing without a name is about: all of the kind that it tells. */
const LISTED: readonly [RegExp, string][] = [
  [/DBInstances$/, 'db'],
  [/DBParameter(s|Groups)$/, 'pg'],
  [/Snapshots$/, 'snapshot'],
  [/DBSubnetGroups$/, 'subgrp'],
  [/CacheSubnetGroups$/, 'subnetgroup'],
  [/CacheClusters$/, 'cluster'],
  [/ReplicationGroups$/, 'replicationgroup'],
];

function named(members: Readonly<Record<string, string>>, operation: string, form: (id: string) => string): ArnsOf {
  return (input, arn) => {
    const found = Object.entries(members).filter(([member]) => input[member] !== undefined);
    if (found.length > 0)
      return found.map(([member, kind]) => text(input[member]) && arn(`${kind}:${form(input[member])}`));
    const [, kind] = LISTED.find(([listing]) => listing.test(operation)) ?? [];
    return [kind ? arn(`${kind}:*`) : '*'];
  };
}

/** Names are kept in small letters; where an ARN may stand for one, its last part is the name. */
function lower(id: string): string {
  return id.toLowerCase().split(':').at(-1) as string;
}

const given =
  (member: string): ArnsOf =>
  (input) => [text(input[member])];

/** A queue is named when it is made or looked up, and otherwise by its URL, which ends in its name. */
const queue: ArnsOf = ({ QueueName, QueueUrl }, arn) => {
  const name = text(QueueName) ?? text(QueueUrl)?.split('/').at(-1);
  return [name === undefined ? '*' : arn(name)];
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
