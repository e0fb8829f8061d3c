import type { Log } from '../../lib/log.ts';
import type { Config } from '../config.ts';
import type { CallAws, Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Clock, machineClock } from './clock.ts';
import { coverage } from './coverage.ts';
import { groupOperations } from './groups.ts';
import { ROUTES } from './routes.ts';
import { Runner } from './runner.ts';
import { scheduleOperations } from './schedules.ts';
import { Store } from './store.ts';
import { tagOperations } from './tags.ts';
import { createCallTarget } from './target-call.ts';

export interface SchedulerDeps {
  config: Config;
  database: Database;
  log: Log;
  callAws: CallAws;
  /** The calls of a role in a session of that name. */
  callAs(roleArn: string, session: string): CallAws;
  /** This machine's clock, unless told. */
  clock?: Clock;
}

/** EventBridge Scheduler: runs tasks at times, as the roles of their schedules. */
export type Scheduler = Service & {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when all that was due has been tried. */
  settled(): Promise<void>;
};

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { config, database, callAws, clock = machineClock } = deps;
  const store = new Store(database, clock.now());
  const runner = new Runner({ ...deps, store, clock, callTarget: createCallTarget(deps) });
  const changed = runner.changed.bind(runner);
  return {
    signingName: 'scheduler',
    protocol: 'rest-json',
    version: '2021-06-30',
    routes: ROUTES,
    coverage,
    operations: {
      ...groupOperations(store, config, clock),
      ...scheduleOperations({ store, config, clock, callAws, changed }),
      ...tagOperations(store, config),
    },
    start: async () => runner.start(),
    stop: () => runner.stop(),
    settled: () => runner.settled(),
  };
}
