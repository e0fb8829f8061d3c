import { Failure } from '../../lib/failure.ts';
import type { Phases, TimerSpec } from './manifest.ts';

/** The tasks that run the commands of a deploy carry the names of the phases, where others carry a process type. */
const PHASES: readonly (keyof Phases)[] = ['release', 'postdeploy'];

/** What names of ECS, schedules and logical ids have room for. */
const LONGEST_NAME = 30;

/**
 * Throws a `Failure` `bad_name` unless every process and timer has a name of its own: by it people tell their log lines
 * apart, and AWS what belongs to them.
 */
export function checkNames(processes: readonly string[], timers: Readonly<Record<string, TimerSpec>>): void {
  const all = processes.length + Object.keys(timers).length;
  if (all > MOST) throw tooMany(all);
  const byPrefix = new Map<string, string>(PHASES.map((phase) => [logicalPrefix(phase), phase]));
  for (const name of [...processes, ...Object.keys(timers)]) {
    if (!/^[a-z][a-z0-9_-]*$/i.test(name) || name.length > LONGEST_NAME)
      throw badName(`"${name}" cannot name a process or a timer; use up to ${LONGEST_NAME} letters, digits, - and _.`);
    const other = byPrefix.get(logicalPrefix(name));
    if (other === name)
      throw badName(`${name} is the name of two things; processes, timers and phases need different ones.`);
    if (other !== undefined) throw badName(`${other} and ${name} are too much alike to be told apart in AWS.`);
    byPrefix.set(logicalPrefix(name), name);
  }
  for (const [timer, { process }] of Object.entries(timers))
    if (!processes.includes(process)) throw badName(`The timer ${timer} runs as ${process}, which is no process.`);
}

/** `web` → `Web`, `mail-worker` → `MailWorker`; letters and digits only, as logical ids must be. */
export function logicalPrefix(name: string): string {
  return name
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

// Private

/** A stack has room for 500 resources, and a process takes up to four of them. */
const MOST = 120;

function tooMany(all: number): Failure {
  return new Failure('too_many_processes', `The app has ${all} processes and timers, and ${MOST} are the most.`, {
    hint: 'CloudFormation has no room for more in one stack: make several apps of it.',
  });
}

function badName(what: string): Failure {
  return new Failure('bad_name', what, { hint: 'Choose another name where the app declares it, and push again.' });
}
