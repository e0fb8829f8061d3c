import type { Config } from '../config.ts';
import { type Engine, openEngine } from '../docker/engine.ts';
import type { CallAws, Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { accessPointOperations } from './access-points.ts';
import { coverage } from './coverage.ts';
import { fileSystemOperations } from './file-systems.ts';
import { mountTargetOperations } from './mount-targets.ts';
import { openRecords } from './resources.ts';
import { ROUTES } from './routes.ts';
import { settingOperations } from './settings.ts';
import { tagOperations } from './tags.ts';

export interface EfsDeps {
  config: Config;
  database: Database;
  callAws: CallAws;
  /** This machine's Docker engine, unless told. */
  engine?: Engine;
}

/** EFS: a file system and each of its access points is a Docker volume of this machine, which ECS mounts by its name. */
export function createEfs({ config, database, callAws, engine = openEngine() }: EfsDeps): Service {
  const store = openRecords(database);
  return {
    signingName: 'elasticfilesystem',
    protocol: 'rest-json',
    version: '2015-02-01',
    routes: ROUTES,
    coverage,
    operations: {
      ...fileSystemOperations(store, config, engine),
      ...settingOperations(store),
      ...mountTargetOperations(store, config, callAws),
      ...accessPointOperations(store, config, engine),
      ...tagOperations(store),
    },
  };
}
