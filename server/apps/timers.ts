import { Failure } from '../../lib/failure.ts';
import { nextRun, parseSchedule } from '../model/cron.ts';
import type { Store } from '../store/store.ts';
import type { TimerRun } from '../store/timer-runs.ts';
import type { Actor } from './actor.ts';
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

/** What runs of an app by the clock. */
export class Timers {
  private readonly apps: Apps;
  private readonly store: Pick<Store, 'timerRuns'>;

  constructor({ apps, store }: { apps: Apps; store: Pick<Store, 'timerRuns'> }) {
    this.apps = apps;
    this.store = store;
  }

  /** The timers of the live release, by name. */
  list(app: string, actor: Actor): TimerInfo[] {
    const { live } = this.apps.find(app, actor);
    const now = new Date();
    const timers = Object.entries(live?.timers ?? {}).map(([name, timer]) => {
      const next = nextRun(parseSchedule(timer.schedule), now).toISOString();
      return { name, ...timer, next, last: this.store.timerRuns.list(app, name)[0] };
    });
    return timers.sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
  }

  /** The runs that are kept, newest first: of one timer, or of all, those too that the app has no more. */
  runs(app: string, timer: string | undefined, actor: Actor): TimerRun[] {
    const { live } = this.apps.find(app, actor);
    const runs = this.store.timerRuns.list(app, timer);
    if (timer === undefined || runs.length > 0 || live?.timers[timer]) return runs;
    throw new Failure('timer_not_found', `${app} has no timer ${timer}.`, {
      hint: `List them: ssh rack timers ${app}`,
    });
  }
}
