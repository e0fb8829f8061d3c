import { Collection } from '../store/collection.ts';
import type { Database } from '../store/database.ts';
import { notFound } from './errors.ts';
import type { Invocation, Schedule, ScheduleGroup } from './model.ts';

/** The group that is always there. */
export const DEFAULT_GROUP = 'default';

/** A schedule's name is its own within its group. */
export const keyOf = ({ group, name }: Pick<Schedule, 'group' | 'name'>): string => `${group}/${name}`;

/** All that the scheduler remembers. */
export class Store {
  readonly schedules: Collection<Schedule>;
  readonly groups: Collection<ScheduleGroup>;
  readonly invocations: Collection<Invocation>;
  /** The schedules of a group, and the invocations of a schedule by its key. */
  readonly inGroup: (group: string) => Schedule[];
  readonly invocationsOf: (schedule: string) => Invocation[];

  constructor(database: Database, now: number) {
    this.schedules = new Collection<Schedule>(database, 'scheduler_schedule', keyOf);
    this.groups = new Collection(database, 'scheduler_group', ({ name }) => name);
    this.invocations = new Collection(database, 'scheduler_invocation', ({ id }) => id);
    this.inGroup = this.schedules.index(({ group }) => group);
    this.invocationsOf = this.invocations.index(({ schedule }) => schedule);
    if (!this.groups.get(DEFAULT_GROUP)) {
      this.groups.save({ name: DEFAULT_GROUP, created: now, modified: now, tags: [] });
    }
  }

  /** Throws where there is no such schedule. */
  schedule(group: string, name: string): Schedule {
    const found = this.schedules.get(keyOf({ group: this.group(group).name, name }));
    if (found) return found;
    throw notFound('Schedule', name);
  }

  /** Throws where there is no such group. */
  group(name: string): ScheduleGroup {
    const found = this.groups.get(name);
    if (found) return found;
    throw notFound('Schedule group', name);
  }

  /** Removes a schedule, and what of it is still being tried. */
  forget(schedule: Schedule): void {
    for (const invocation of this.invocationsOf(keyOf(schedule))) this.invocations.remove(invocation);
    this.schedules.remove(schedule);
  }
}
