import { Failure } from '../../lib/failure.ts';
import type { HealthCommand, HealthSpec } from './manifest.ts';

/** How the load balancer probes a process; all times in seconds. */
export interface Probe {
  path: string;
  interval: number;
  timeout: number;
  /** In which it must answer first. */
  grace: number;
  /** The statuses of a healthy answer. */
  codes: string;
}

/** What a load balancer takes. */
const INTERVAL = { usual: 5, least: 5, most: 300 };
const TIMEOUT = { usual: 4, least: 2, most: 120 };

/** The longest that a deploy waits for a first answer. */
const MOST_GRACE = 3600;

/**
 * The probe of a process. A path that the app names tells by its status whether all is well; without one, a process that
 * answers at all is alive: many apps have nothing at / (404) or ask who you are (401).
 */
export function probeOf({ path, interval, timeout, grace }: HealthSpec, rackGrace: number): Probe {
  const usualTimeout = interval === undefined ? TIMEOUT.usual : Math.min(TIMEOUT.usual, interval - 1);
  const known = timeout ?? usualTimeout;
  return {
    path: path ?? '/',
    interval: interval ?? Math.max(INTERVAL.usual, known + 1),
    timeout: known,
    grace: Math.max(grace ?? 0, rackGrace),
    codes: path === undefined ? '200-499' : '200-399',
  };
}

/** Throws a `Failure` `bad_health` unless a load balancer can probe a process so. */
export function checkHealth(process: string, health: HealthSpec | undefined): void {
  if (!health) return;
  const { path, interval, timeout } = probeOf(health, 0);
  if (!/^\/[\x21-\x7e]{0,1023}$/.test(path)) throw bad(process, `its path "${path}" is no path, which begins with /`);
  checkSeconds(process, 'interval', interval, INTERVAL);
  checkSeconds(process, 'timeout', timeout, TIMEOUT);
  checkSeconds(process, 'grace', health.grace ?? 0, { least: 0, most: MOST_GRACE });
  if (timeout >= interval)
    throw bad(process, `its timeout of ${timeout} seconds must be shorter than its interval of ${interval}`);
}

/** A command that tells whether a container is well, with times as ECS takes them; the nearest where they are outside. */
export function ecsHealthCheck(command: HealthCommand | undefined): Record<string, unknown> | undefined {
  if (!command || command.test.length === 0 || command.test[0] === 'NONE') return undefined;
  const { test, interval = 30, timeout = 30, retries = 3, startPeriod = 0 } = command;
  return {
    Command: [...test],
    Interval: within(interval, 5, 300),
    Timeout: within(timeout, 2, 60),
    Retries: within(retries, 1, 10),
    StartPeriod: within(startPeriod, 0, 300),
  };
}

// Private

const within = (value: number, least: number, most: number) => Math.round(Math.min(Math.max(value, least), most));

function checkSeconds(process: string, what: string, value: number, { least, most }: { least: number; most: number }) {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw bad(process, `its ${what} of ${value} seconds must be a whole number from ${least} to ${most}`);
}

function bad(process: string, what: string): Failure {
  return new Failure('bad_health', `${process} cannot be probed: ${what}.`, {
    hint: 'Mend its health check where the app declares it, and push again.',
  });
}
