import type { Config } from '../config.ts';
import type { CallAws, Input, Operation } from '../endpoint/service.ts';
import type { Clock } from './clock.ts';
import { nextDue } from './due.ts';
import { conflict } from './errors.ts';
import { checkMembers, NAME, requestOf, settingsOf } from './input.ts';
import type { Schedule, Settings } from './model.ts';
import { page } from './pages.ts';
import { checkRole } from './role.ts';
import { DEFAULT_GROUP, keyOf, type Store } from './store.ts';
import { groupArn, scheduleArn, scheduleSummary, scheduleView } from './views.ts';

export interface ScheduleDeps {
  store: Store;
  config: Config;
  clock: Clock;
  callAws: CallAws;
  /** Is told of schedules that are new or due at another time. */
  changed(schedule: Schedule): void;
}

/** The operations on schedules. */
export function scheduleOperations(deps: ScheduleDeps): Record<string, Operation> {
  const { store, config, clock, callAws } = deps;
  return {
    async CreateSchedule(input) {
      const settings = settingsOf(input, clock.now(), config);
      const { name: group } = store.group(input.GroupName ?? DEFAULT_GROUP);
      checkIsFree(store, group, input);
      await checkTarget(settings, group);
      // While the role was asked for, another request may have taken the name, or the group may have gone.
      const known = checkIsFree(store, store.group(group).name, input);
      return answer(known ?? save(newSchedule(input, group, settings)));
    },
    async UpdateSchedule(input) {
      const settings = settingsOf(input, clock.now(), config);
      await checkTarget(settings, named(input).group);
      return answer(save(changed(named(input), settings, clock.now())));
    },
    GetSchedule: (input) => scheduleView(named(input), config),
    DeleteSchedule(input) {
      store.forget(named(input));
      return {};
    },
    ListSchedules(input) {
      const { items, NextToken } = page(found(store, input), input);
      return { Schedules: items.map((schedule) => scheduleSummary(schedule, config)), NextToken };
    },
  };

  // Private

  function checkTarget({ Target }: Settings, group: string): Promise<void> {
    return checkRole(callAws, Target.RoleArn, groupArn(group, config));
  }

  function named(input: Input): Schedule {
    checkMembers(input, { Name: { ...NAME, required: true }, GroupName: NAME });
    return store.schedule(input.GroupName ?? DEFAULT_GROUP, input.Name);
  }

  function newSchedule(input: Input, group: string, settings: Settings): Schedule {
    const now = clock.now();
    const made = { name: input.Name, group, created: now, modified: now, settings, anchor: now };
    return { ...made, next: nextDue(made, now - 1), request: requestOf(input) };
  }

  function save(schedule: Schedule): Schedule {
    store.schedules.save(schedule);
    deps.changed(schedule);
    return schedule;
  }

  function answer(schedule: Schedule) {
    return { ScheduleArn: scheduleArn(schedule, config) };
  }
}

// Private

/** Throws where the name is taken by another request; answers the schedule where it was made by the same one. */
function checkIsFree(store: Store, group: string, input: Input): Schedule | undefined {
  const known = store.schedules.get(keyOf({ group, name: input.Name }));
  const asked = requestOf(input);
  if (!known || (asked && asked.token === known.request?.token && asked.digest === known.request.digest)) return known;
  throw conflict(`Schedule ${input.Name} already exists.`);
}

/** What decides when a schedule is due. */
const TIMING = ['ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'EndDate', 'State'] as const;

/** A schedule that stays due when it was unless the request says otherwise: an update in the minute in which it is due takes no run away. */
function changed(schedule: Schedule, settings: Settings, now: number): Schedule {
  const next = { ...schedule, settings, modified: now };
  if (TIMING.every((name) => settings[name] === schedule.settings[name])) return next;
  const isOther = settings.ScheduleExpression !== schedule.settings.ScheduleExpression;
  const anchor = isOther ? now : schedule.anchor;
  return { ...next, anchor, next: nextDue({ settings, anchor }, now - 1) };
}

function found(store: Store, input: Input): Schedule[] {
  checkMembers(input, { GroupName: NAME, NamePrefix: NAME, State: { oneOf: ['ENABLED', 'DISABLED'] } });
  const { GroupName, NamePrefix = '', State } = input;
  const among = GroupName === undefined ? store.schedules.all() : store.inGroup(store.group(GroupName).name);
  return among.filter(
    ({ name, settings }) => name.startsWith(NamePrefix) && (State === undefined || settings.State === State),
  );
}
