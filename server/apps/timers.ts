import { nextRun, parseSchedule } from '../model/cron.ts';
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
}

/** What runs of an app by the clock. */
export class Timers {
  private readonly apps: Apps;

  constructor(apps: Apps) {
    this.apps = apps;
  }

  /** The timers of the live release, by name. */
  list(app: string, actor: Actor): TimerInfo[] {
    const { live } = this.apps.find(app, actor);
    const now = new Date();
    const timers = Object.entries(live?.timers ?? {}).map(([name, timer]) => {
      return { name, ...timer, next: nextRun(parseSchedule(timer.schedule), now).toISOString() };
    });
    return timers.sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
  }
}
