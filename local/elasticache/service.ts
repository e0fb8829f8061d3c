import { join } from 'node:path';
import type { Log } from '../../lib/log.ts';
import type { Config } from '../config.ts';
import { Caretaker } from '../datastores/caretaker.ts';
import { Places } from '../datastores/places.ts';
import { SnapshotFiles } from '../datastores/snapshot-files.ts';
import { Stores } from '../datastores/stores.ts';
import { openEngine } from '../docker/engine.ts';
import type { CallAws, Service } from '../endpoint/service.ts';
import { Images } from '../images/images.ts';
import type { Database } from '../store/database.ts';
import { clusterOperations } from './clusters.ts';
import { coverage } from './coverage.ts';
import { engineOperations } from './engine-versions.ts';
import { groupOperations } from './groups.ts';
import { openRecords } from './model.ts';
import { snapshotOperations } from './snapshots.ts';
import { subnetGroupOperations } from './subnet-groups.ts';
import { tagOperations } from './tags.ts';
import { Upkeep } from './upkeep.ts';
import { Views } from './views.ts';

/** ElastiCache: Redis and Memcached of Debian in containers of this machine, each with a place that stays its own. */
export function createElastiCache(deps: {
  config: Config;
  database: Database;
  callAws: CallAws;
  log: Log;
}): Service & { start(): Promise<void>; stop(): Promise<void> } {
  const { config, database, log } = deps;
  const engine = openEngine();
  const store = openRecords(database);
  const stores = new Stores({ engine, rack: config.rack, images: new Images({ docker: engine, ...config, log }) });
  const places = new Places({ engine, rack: config.rack, database });
  const files = new SnapshotFiles(join(config.home, 'elasticache'));
  const views = new Views(config);
  const caretaker = new Caretaker(new Upkeep({ store, stores, places, files }), { stores, log });
  const parts = { store, views, caretaker };
  return {
    signingName: 'elasticache',
    protocol: 'query',
    version: '2015-02-02',
    listItems: LIST_ITEMS,
    coverage,
    operations: {
      ...groupOperations(parts),
      ...clusterOperations(parts),
      ...snapshotOperations(parts, files),
      ...subnetGroupOperations(store, views, deps.callAws),
      ...engineOperations(),
      ...tagOperations(store),
    },
    async start() {
      files.sweep(store.snapshots.list().map(({ name }) => name));
      caretaker.start();
    },
    stop: async () => caretaker.stop(),
  };
}

// Private

const LIST_ITEMS = {
  CacheClusters: 'CacheCluster',
  CacheEngineVersions: 'CacheEngineVersion',
  CacheNodeIdsToReboot: 'CacheNodeId',
  CacheNodes: 'CacheNode',
  CacheSecurityGroups: 'CacheSecurityGroup',
  CacheSubnetGroups: 'CacheSubnetGroup',
  MemberClusters: 'ClusterId',
  NodeGroupMembers: 'NodeGroupMember',
  NodeGroups: 'NodeGroup',
  NodeSnapshots: 'NodeSnapshot',
  ReplicationGroups: 'ReplicationGroup',
  SecurityGroupIds: 'SecurityGroupId',
  Snapshots: 'Snapshot',
  SubnetIds: 'SubnetIdentifier',
  Subnets: 'Subnet',
  TagList: 'Tag',
  Tags: 'Tag',
};
