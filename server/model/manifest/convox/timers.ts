import { nearest } from '../../../../lib/nearest.ts';
import type { TimerSpec } from '../../manifest.ts';
import { scheduleOf } from '../schedule.ts';
import type { Value } from '../value.ts';
import { commandOf } from './command.ts';
import { filled } from './interpolation.ts';
import { checkName } from './name.ts';

/** Reads the timers; each runs in the image and with the environment of one of the services. */
export function timersOf(
  timers: Value | undefined,
  services: readonly string[],
  env: Readonly<Record<string, string>>,
): Record<string, TimerSpec> {
  const entries = timers?.entries() ?? [];
  return Object.fromEntries(
    entries.map(([name, timer]) => {
      checkName(name, timer);
      if (services.includes(name)) throw timer.bad(`${name} is the name of a service already.`);
      return [name, timerOf(timer, services, env)];
    }),
  );
}

// Private

const KEYS = ['command', 'schedule', 'service', 'concurrency', 'annotations', 'parallelCount', 'policies'] as const;

const ONE_AT_A_TIME = 'a run begins whether or not the one before has ended';

function timerOf(timer: Value, services: readonly string[], env: Readonly<Record<string, string>>): TimerSpec {
  const { get, notDone } = timer.fields(KEYS);
  notDone({ policies: 'a timer has the rights of the app', parallelCount: 'one copy runs' });
  const [command, schedule, service, concurrency] = [
    get('command'),
    get('schedule'),
    get('service'),
    get('concurrency'),
  ];
  if (!command || !schedule || !service)
    throw timer.bad(`${timer.path} has no ${command ? (schedule ? 'service' : 'schedule') : 'command'}.`);
  if (!services.includes(service.text())) throw unknown(service, services);
  if (concurrency && concurrency.text().toLowerCase() !== 'allow')
    concurrency.note(`${concurrency.path} is not done: ${ONE_AT_A_TIME}.`);
  return { schedule: scheduleOf(filled(schedule, env)), command: commandOf(command), process: service.text() };
}

function unknown(service: Value, services: readonly string[]) {
  const near = nearest(service.text(), services);
  return service.bad(`There is no service ${service.text()}${near ? `; did you mean ${near}?` : '.'}`);
}
