import type { HealthSpec } from '../manifest.ts';

/** What load balancers take, in seconds. */
export const INTERVAL = [5, 300] as const;
export const TIMEOUT = [2, 120] as const;
export const GRACE = [0, 3600] as const;

/**
 * A check of the load balancer. It asks again only when the time for an answer is over. The time to start is left to the rack where
 * it is short: Convox and Dokku go on trying when it is over, a rack declines the deploy.
 */
export function balancerHealth({ grace = 0, ...health }: HealthSpec): HealthSpec {
  const { interval = INTERVAL[0], timeout } = health;
  const isTooSoon = timeout !== undefined && timeout >= interval;
  return {
    ...health,
    ...(isTooSoon && { interval: timeout + 1 }),
    ...(grace > LEAST_GRACE && { grace }),
  };
}

/** A path that a load balancer can ask for. */
export function isHealthPath(path: string): boolean {
  return /^\/[\x21-\x7e]*$/.test(path) && path.length <= 1024;
}

// Private

/** Seconds in which a process may always take to answer first. */
const LEAST_GRACE = 60;
