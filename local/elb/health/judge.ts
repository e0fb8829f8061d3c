import type { HealthCheck, HealthReason, TargetState } from '../model.ts';

/** What is remembered about a target between two probes. */
export interface Standing {
  state: Exclude<TargetState, 'draining'>;
  /** Probes in a row that spoke against the state. */
  against: number;
  /** Probes so far. */
  probes: number;
  /** When it was first probed, epoch milliseconds. */
  since: number;
}

/** How a probe went: undefined when well, else why not. */
export type Finding = HealthReason | undefined;

export const REGISTERING: HealthReason = {
  Reason: 'Elb.RegistrationInProgress',
  Description: 'Target registration is in progress',
};

export const newStanding = (state: Standing['state'], now: number): Standing => ({
  state,
  against: 0,
  probes: 0,
  since: now,
});

/**
 * What a target is after one more probe. A new one needs one success to be healthy, as on AWS; because it is probed
 * quickly, its failures count by the time they last, not by their number.
 */
export function judge(standing: Standing, finding: Finding, check: HealthCheck, now: number): Standing {
  const next = { ...standing, probes: standing.probes + 1 };
  if (standing.state === 'initial') {
    if (!finding) return { ...next, state: 'healthy', against: 0 };
    return now - standing.since >= patience(check) ? { ...next, state: 'unhealthy', against: 0 } : next;
  }
  const agrees = (standing.state === 'healthy') === (finding === undefined);
  if (agrees) return { ...next, against: 0 };
  const against = standing.against + 1;
  const threshold = finding ? check.unhealthyThreshold : check.healthyThreshold;
  if (against < threshold) return { ...next, against };
  return { ...next, state: finding ? 'unhealthy' : 'healthy', against: 0 };
}

/** A new target is looked at first after this many milliseconds, then ever more slowly. */
const FIRST_WAIT = 50;
const GROWTH = 1.3;

/** Milliseconds until the next probe. That of a new target comes when its patience ends, at the latest. */
export function waitAfter({ state, probes, since }: Standing, check: HealthCheck, now: number): number {
  const most = check.interval * 1000;
  if (state !== 'initial') return most;
  const left = Math.max(FIRST_WAIT, since + patience(check) - now);
  return Math.min(FIRST_WAIT * GROWTH ** Math.max(0, probes - 1), most, left);
}

// Private

/** How long a new target may fail: as long as its threshold of probes takes at the interval, the first of them at once. */
function patience({ unhealthyThreshold, interval, timeout }: HealthCheck): number {
  return ((unhealthyThreshold - 1) * interval + timeout) * 1000;
}
