import { scheduleOf } from '../schedule.ts';
import type { Value } from '../value.ts';

/** A command that runs by the clock, in the image of the app. */
export interface CronTask {
  /** `cron-1`, by its place in the list. */
  name: string;
  schedule: string;
  command: string;
}

/** Reads Dokku's list of cron tasks. */
export function cronOf(cron: Value | undefined): CronTask[] {
  return (cron?.list() ?? []).flatMap((task, at) => taskOf(task, `cron-${at + 1}`) ?? []);
}

// Private

function taskOf(task: Value, name: string): CronTask | undefined {
  const { get } = task.fields(['command', 'schedule', 'maintenance', 'concurrency_policy']);
  const [command, schedule] = [get('command'), get('schedule')];
  if (!command) throw task.bad(`${task.path} has no command.`);
  if (!schedule) throw task.bad(`${task.path} has no schedule.`);
  const policy = get('concurrency_policy');
  if (policy && policy.text().toLowerCase() !== 'allow')
    policy.note(`${policy.path} is not done: a run begins whether or not the one before has ended.`);
  const read = { name, schedule: scheduleOf(schedule), command: command.text() };
  if (!get('maintenance')?.boolean()) return read;
  task.note(`${task.path} does not run while maintenance is true.`);
  return undefined;
}
