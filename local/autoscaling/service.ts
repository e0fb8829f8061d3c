import type { Config } from '../config.ts';
import type { CallAws, Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { coverage } from './coverage.ts';
import { Groups } from './group.ts';
import { groupOperations } from './groups.ts';
import { tagOperations } from './tags.ts';

/** Auto Scaling: groups are recorded, inert. */
export function createAutoScaling(deps: { config: Config; database: Database; callAws: CallAws }): Service {
  const groups = new Groups(deps.database);
  return {
    signingName: 'autoscaling',
    protocol: 'query',
    version: '2011-01-01',
    coverage,
    operations: { ...groupOperations(groups, deps.config, deps.callAws), ...tagOperations(groups) },
  };
}
