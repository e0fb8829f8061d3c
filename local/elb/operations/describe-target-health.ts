import type { BalancingOperation } from '../balancing.ts';
import { INITIAL } from '../health/checker.ts';
import type { HealthReason, Target, TargetGroup } from '../model.ts';
import { type TargetDescription, targetsIn } from '../target-description.ts';

/**
 * Answered from memory: whoever deploys asks for this again and again. A target is told as healthy when the proxy knows of it, not
 * before: who waits for that may send requests at once.
 */
export const describeTargetHealth: BalancingOperation = (balancing) => (input) => {
  const { state } = balancing;
  const group = balancing.targetGroup(input);
  const used = state.usedTargetGroups().has(group.arn);
  const named = targetsIn(input, group);
  const asked: TargetDescription[] = named.length > 0 ? named : state.targetsOf(group.arn);
  const views = asked.map((each) => {
    const target = state.targets.get(each.key);
    return view(each, group, target && told(target, balancing.isRouted(each.key)), used);
  });
  return { TargetHealthDescriptions: views };
};

// Private

function told(target: Target, isRouted: boolean): Target {
  return target.state !== 'healthy' || isRouted ? target : { ...target, state: 'initial', reason: INITIAL };
}

function view({ id, port }: TargetDescription, group: TargetGroup, target: Target | undefined, used: boolean): object {
  return {
    Target: { Id: id, Port: port },
    HealthCheckPort: String(group.healthCheck.port ?? port),
    TargetHealth: health(target, used),
  };
}

function health(target: Target | undefined, used: boolean): object {
  if (!target) return { State: 'unused', ...NOT_REGISTERED };
  if (target.state === 'draining') return { State: 'draining', ...DRAINING };
  if (!used) return { State: 'unused', ...NOT_IN_USE };
  return { State: target.state, ...target.reason };
}

const NOT_REGISTERED: HealthReason = {
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};
const NOT_IN_USE: HealthReason = {
  Reason: 'Target.NotInUse',
  Description: 'Target group is not configured to receive traffic from the load balancer',
};
const DRAINING: HealthReason = {
  Reason: 'Target.DeregistrationInProgress',
  Description: 'Target deregistration is in progress',
};
