import type { HealthSpec } from '../manifest.ts';

/** What load balancers take, in seconds. */
export const INTERVAL = [5, 300] as const;
export const TIMEOUT = [2, 120] as const;
export const GRACE = [0, 3600] as const;

/** A check of the load balancer: it asks again only when the time for an answer is over. */
export function balancerHealth(health: HealthSpec): HealthSpec {
  const { interval = LEAST_INTERVAL, timeout } = health;
  if (timeout === undefined || timeout < interval) return health;
  const longest = INTERVAL[1] - 1;
  return { ...health, interval: Math.min(timeout, longest) + 1, timeout: Math.min(timeout, longest) };
}

/** A path that a load balancer can ask for. */
export function isHealthPath(path: string): boolean {
  return /^\/[\x21-\x7e]*$/.test(path) && path.length <= 1024;
}

// Private

const LEAST_INTERVAL = INTERVAL[0];
