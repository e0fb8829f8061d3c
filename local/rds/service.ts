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
import { coverage } from './coverage.ts';
import { engineOperations } from './engine-versions.ts';
import { instanceOperations } from './instances.ts';
import { openRecords } from './model.ts';
import { parameterGroupOperations } from './parameter-groups.ts';
import { snapshotOperations } from './snapshots.ts';
import { subnetGroupOperations } from './subnet-groups.ts';
import { tagOperations } from './tags.ts';
import { Upkeep } from './upkeep.ts';
import { Views } from './views.ts';

/** RDS: database servers of Debian in containers of this machine, each with a volume and a place that stay its own. */
export function createRds(deps: {
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
  const files = new SnapshotFiles(join(config.home, 'rds'));
  const views = new Views(config, store);
  const caretaker = new Caretaker(new Upkeep({ store, stores, places, files }), { stores, log });
  const parts = { store, views, caretaker };
  return {
    signingName: 'rds',
    protocol: 'query',
    version: '2014-10-31',
    listItems: LIST_ITEMS,
    coverage,
    operations: {
      ...instanceOperations(parts),
      ...snapshotOperations(parts, files),
      ...subnetGroupOperations(store, views, deps.callAws),
      ...parameterGroupOperations(store, views),
      ...engineOperations(),
      ...tagOperations(store),
    },
    async start() {
      files.sweep(store.snapshots.list().map(({ id }) => id));
      caretaker.start();
    },
    stop: async () => caretaker.stop(),
  };
}

// Private

const LIST_ITEMS = {
  DBEngineVersions: 'DBEngineVersion',
  DBInstances: 'DBInstance',
  DBParameterGroups: 'DBParameterGroup',
  DBSecurityGroups: 'DBSecurityGroupName',
  DBSnapshots: 'DBSnapshot',
  DBSubnetGroups: 'DBSubnetGroup',
  Filters: 'Filter',
  OptionGroupMemberships: 'OptionGroupMembership',
  Parameters: 'Parameter',
  SubnetIds: 'SubnetIdentifier',
  Subnets: 'Subnet',
  TagList: 'Tag',
  Tags: 'Tag',
  Values: 'Value',
  VpcSecurityGroupIds: 'VpcSecurityGroupId',
  VpcSecurityGroups: 'VpcSecurityGroupMembership',
};
