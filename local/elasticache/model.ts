import { lower, missing } from '../datastores/requests.ts';
import type { Database } from '../store/database.ts';
import { Records } from '../store/records.ts';

export interface Tag {
  Key: string;
  Value: string;
}

export type Status =
  | 'creating'
  | 'available'
  | 'modifying'
  | 'rebooting cluster nodes'
  | 'snapshotting'
  | 'deleting'
  | 'create-failed';

/** A cache of one node: a replication group of Redis, or a cluster of Memcached. */
export interface Cache {
  id: string;
  kind: 'group' | 'cluster';
  status: Status;
  engine: string;
  version: string;
  description: string;
  created: string;
  nodeType: string;
  wantedPort: number;
  place?: { address: string; port: number } | undefined;
  isEncrypted: boolean;
  /** The SHA-256 of the token that clients show, by which the server checks it. */
  tokenHash?: string | undefined;
  subnetGroup?: string | undefined;
  securityGroups: string[];
  /** What is only kept and told, by its names in the API. */
  settings: Record<string, unknown>;
  tags: Tag[];
  restoredFrom?: string | undefined;
  finalSnapshot?: string | undefined;
}

export interface Snapshot {
  name: string;
  cacheId: string;
  status: 'creating' | 'available' | 'failed';
  created: string;
  /** Bytes of the file, once it is whole. */
  size: number;
  /** The cache as it was. */
  source: Cache;
  tags: Tag[];
}

export interface SubnetGroup {
  name: string;
  description: string;
  vpcId: string;
  subnets: { id: string; zone: string }[];
  tags: Tag[];
}

/** All that this ElastiCache records. */
export type Store = ReturnType<typeof openRecords>;

export function openRecords(database: Database) {
  return {
    caches: new Records<Cache>(database, 'elasticache_cache', (id) =>
      missing('ReplicationGroupNotFoundFault', `ReplicationGroup ${id} not found.`),
    ),
    snapshots: new Records<Snapshot>(database, 'elasticache_snapshot', (name) =>
      missing('SnapshotNotFoundFault', `${name} is either not present or not available.`),
    ),
    subnetGroups: new Records<SubnetGroup>(database, 'elasticache_subnet_group', (name) =>
      missing('CacheSubnetGroupNotFoundFault', `Cache Subnet Group ${name} does not exist.`),
    ),
  };
}

/** A cache of this kind; throws what AWS answers where there is none. */
export function cacheNamed({ caches }: Store, kind: Cache['kind'], id: unknown): Cache {
  const found = caches.list().find((cache) => cache.id === lower(id) && cache.kind === kind);
  if (found) return found;
  if (kind === 'group') throw missing('ReplicationGroupNotFoundFault', `ReplicationGroup ${id} not found.`);
  throw missing('CacheClusterNotFound', `CacheCluster ${id} not found.`);
}
