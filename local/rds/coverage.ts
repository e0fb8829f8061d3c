import type { Coverage } from '../coverage/coverage.ts';

const ENGINES =
  'The engines of Debian 12: `postgres` 15 and `mariadb` 10.11. Others, `mysql` among them, are refused (`InvalidParameterValue`).';
const SIZE =
  "The class gives the container's memory and what the server takes of it; processors, storage and its encryption, zones, backup and maintenance windows are kept and told, without effect.";
const PLACE =
  "The endpoint is an address of this machine in the rack's Docker network, and a port that stays the instance's own: the first free one from `Port` on.";

/** How far RDS's operations go: an instance is a container with a volume. */
export const coverage: Coverage<'rds'> = {
  partial: {
    CreateDBInstance: [
      ENGINES,
      PLACE,
      SIZE,
      'The master user is no superuser, as on RDS. TLS with a certificate that nobody has signed.',
    ],
    CreateDBSnapshot:
      'Written by the server while it serves, compressed, into the state of this endpoint. None is taken by itself.',
    DeleteDBInstance: 'There are no automated backups to keep.',
    DescribeDBEngineVersions: ENGINES,
    DescribeDBInstances: ['Filters by instance, engine and resource id.', PLACE],
    DescribeDBSnapshots: 'Manual ones. No filters.',
    ModifyDBInstance:
      'At once, whatever `ApplyImmediately` says; another class starts the server anew. No new name or version.',
    RestoreDBInstanceFromDBSnapshot: [PLACE, SIZE],
  },
  inert: {
    CreateDBParameterGroup: 'The servers run with parameters that fit their memory.',
    CreateDBSubnetGroup: 'Subnets and their zones are checked; every instance is reached at one address.',
    ModifyDBParameterGroup: 'Parameters are kept and told.',
    ModifyDBSubnetGroup: 'Subnets and their zones are checked.',
    ResetDBParameterGroup: 'Parameters are kept and told.',
  },
};
