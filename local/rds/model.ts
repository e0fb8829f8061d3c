import { missing } from '../datastores/requests.ts';
import type { Database } from '../store/database.ts';
import { Records } from '../store/records.ts';

export interface Tag {
  Key: string;
  Value: string;
}

/** What an instance is doing; it goes on with it when the process was ended in the midst of it. */
export type Status =
  | 'creating'
  | 'available'
  | 'modifying'
  | 'rebooting'
  | 'backing-up'
  | 'stopping'
  | 'stopped'
  | 'starting'
  | 'deleting'
  | 'failed';

export interface DbInstance {
  id: string;
  resourceId: string;
  status: Status;
  engine: string;
  version: string;
  created: string;
  instanceClass: string;
  masterUsername: string;
  /** What the server checks the master user's password by, from which it cannot be told. */
  verifier?: string | undefined;
  dbName?: string | undefined;
  wantedPort: number;
  place?: { address: string; port: number } | undefined;
  isProtected: boolean;
  subnetGroup?: string | undefined;
  parameterGroup: string;
  securityGroups: string[];
  /** What is only kept and told, by its names in the API. */
  settings: Record<string, unknown>;
  tags: Tag[];
  /** The snapshot that it begins with. */
  restoredFrom?: string | undefined;
  /** The snapshot that is taken before it is deleted. */
  finalSnapshot?: string | undefined;
}

export interface DbSnapshot {
  id: string;
  instanceId: string;
  status: 'creating' | 'available' | 'failed';
  created: string;
  type: 'manual';
  /** The instance as it was. */
  source: DbInstance;
  tags: Tag[];
}

export interface SubnetGroup {
  name: string;
  description: string;
  vpcId: string;
  subnets: { id: string; zone: string }[];
  tags: Tag[];
}

export interface ParameterGroup {
  name: string;
  family: string;
  description: string;
  parameters: Record<string, string>;
  tags: Tag[];
}

/** All that this RDS records. */
export type Store = ReturnType<typeof openRecords>;

export function openRecords(database: Database) {
  return {
    instances: new Records<DbInstance>(database, 'rds_instance', (id) =>
      missing('DBInstanceNotFound', `DBInstance ${id} not found.`),
    ),
    snapshots: new Records<DbSnapshot>(database, 'rds_snapshot', (id) =>
      missing('DBSnapshotNotFound', `DBSnapshot ${id} not found.`),
    ),
    subnetGroups: new Records<SubnetGroup>(database, 'rds_subnet_group', (id) =>
      missing('DBSubnetGroupNotFoundFault', `DB subnet group '${id}' does not exist.`),
    ),
    parameterGroups: new Records<ParameterGroup>(database, 'rds_parameter_group', (id) =>
      missing('DBParameterGroupNotFound', `DBParameterGroup not found: ${id}`),
    ),
  };
}
