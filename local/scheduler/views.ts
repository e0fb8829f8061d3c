import type { Config } from '../config.ts';
import type { Schedule, ScheduleGroup } from './model.ts';

type Place = Pick<Config, 'region' | 'account'>;

export function scheduleArn({ group, name }: Pick<Schedule, 'group' | 'name'>, { region, account }: Place): string {
  return `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`;
}

export function groupArn(name: string, { region, account }: Place): string {
  return `arn:aws:scheduler:${region}:${account}:schedule-group/${name}`;
}

/** A schedule as GetSchedule answers it. */
export function scheduleView(schedule: Schedule, place: Place) {
  const { StartDate, EndDate, ...settings } = schedule.settings;
  return { ...named(schedule, place), ...settings, StartDate: dateOf(StartDate), EndDate: dateOf(EndDate) };
}

/** A schedule as lists have it. */
export function scheduleSummary(schedule: Schedule, place: Place) {
  const { State, Target } = schedule.settings;
  return { ...named(schedule, place), State, Target: { Arn: Target.Arn } };
}

export function groupView({ name, created, modified }: ScheduleGroup, place: Place) {
  return {
    Arn: groupArn(name, place),
    Name: name,
    State: 'ACTIVE',
    CreationDate: new Date(created),
    LastModificationDate: new Date(modified),
  };
}

// Private

function named(schedule: Schedule, place: Place) {
  return {
    Arn: scheduleArn(schedule, place),
    Name: schedule.name,
    GroupName: schedule.group,
    CreationDate: new Date(schedule.created),
    LastModificationDate: new Date(schedule.modified),
  };
}

function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
