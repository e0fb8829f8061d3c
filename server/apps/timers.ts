import { Failure } from '../../lib/failure.ts';
import type { Cluster } from '../aws/ecs.ts';
import { requireRole } from '../model/access.ts';
import { nextRun, parseSchedule } from '../model/cron.ts';
import type { Store } from '../store/store.ts';
import type { TimerRun } from '../store/timer-runs.ts';
import { type Actor, audited } from './actor.ts';
import type { Apps } from './apps.ts';

/** A timer of an app's live release, as people see it. */
export interface TimerInfo {
  name: string;
  /** Five fields of cron, in UTC. */
  schedule: string;
  command: string;
  /** The process whose image, environment and size it has. */
  process: string;
  /** ISO 8601. */
  next: string;
  /** The newest run; undefined: there was none. */
  last: TimerRun | undefined;
}

/** A run that was asked for by hand. */
export interface StartedRun {
  timer: string;
  /** The id of the release that it is of. */
  release: string;
  task: string;
}

export interface TimersOptions {
  apps: Apps;
  store: Pick<Store, 'timerRuns' | 'audit'>;
  cluster: Pick<Cluster, 'runProcess' | 'task'>;
}

/** What runs of an app by the clock. */
export class Timers {
  private readonly options: TimersOptions;

  constructor(options: TimersOptions) {
    this.options = options;
  }

  /** The timers of the live release, by name. */
  list(app: string, actor: Actor): TimerInfo[] {
    const { live } = this.options.apps.find(app, actor);
    const now = new Date();
    const timers = Object.entries(live?.timers ?? {}).map(([name, timer]) => {
      const next = nextRun(parseSchedule(timer.schedule), now).toISOString();
      return { name, ...timer, next, last: this.options.store.timerRuns.list(app, name)[0] };
    });
    return timers.sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
  }

  /** The runs that are kept, newest first: of one timer, or of all, those too that the app has no more. */
  runs(app: string, timer: string | undefined, actor: Actor): TimerRun[] {
    const { live } = this.options.apps.find(app, actor);
    const runs = this.options.store.timerRuns.list(app, timer);
    if (timer === undefined || runs.length > 0 || live?.timers[timer]) return runs;
    throw noTimer(app, timer);
  }

  /** Runs a timer now, as its schedule would; agents tell of its begin and end as of any run. */
  async run(app: string, timer: string, actor: Actor): Promise<StartedRun> {
    const { apps, store, cluster } = this.options;
    requireRole(actor.developer, 'deploy', 'timers run');
    const { live } = apps.find(app, actor);
    return audited(store, { actor, what: `timers run ${timer}`, app }, async (note) => {
      if (!live?.timers[timer]) throw noTimer(app, timer);
      const task = await cluster.runProcess(app, timer);
      note(task);
      // Another release may go live at this moment, and then the run is one of that.
      const { release = live.id } = (await cluster.task(task)) ?? {};
      return { timer, release, task };
    });
  }
}

// Private

function noTimer(app: string, timer: string): Failure {
  return new Failure('timer_not_found', `${app} has no timer ${timer}.`, { hint: `List them: ssh rack timers ${app}` });
}
