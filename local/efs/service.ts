import type { Log } from '../../lib/log.ts';
import type { Config } from '../config.ts';
import { type Engine, openEngine, whenEngineAnswers } from '../docker/engine.ts';
import type { CallAws, Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { accessPointOperations } from './access-points.ts';
import { coverage } from './coverage.ts';
import { fileSystemOperations } from './file-systems.ts';
import { mountTargetOperations } from './mount-targets.ts';
import { makeLostVolumes, removeLostInterfaces } from './recovery.ts';
import { openRecords } from './resources.ts';
import { ROUTES } from './routes.ts';
import { settingOperations } from './settings.ts';
import { tagOperations } from './tags.ts';

export interface EfsDeps {
  config: Config;
  database: Database;
  callAws: CallAws;
  log?: Log;
  /** This machine's Docker engine, unless told. */
  engine?: Engine;
}

/** EFS: a file system and each of its access points is a Docker volume of this machine, which ECS mounts by its name. */
export function createEfs(deps: EfsDeps): Service & { start(): Promise<void>; stop(): Promise<void> } {
  const { config, database, callAws, log, engine = openEngine() } = deps;
  const store = openRecords(database);
  const closing = new AbortController();
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
    async start() {
      await removeLostInterfaces(store, callAws);
      // Nobody has to wait for an engine that is away but who mounts what it has not made.
      whenEngineAnswers(() => makeLostVolumes(store, config, engine), closing.signal).catch((error) => {
        if (!closing.signal.aborted) log?.error('volumes of file systems could not be made', error);
      });
    },
    stop: async () => closing.abort(),
  };
}
