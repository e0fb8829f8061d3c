import { AwsError } from '../endpoint/service.ts';
import { type BalancerType, typeOf } from './kinds.ts';
import { type Action, forwardsTo, type LoadBalancer, type TargetGroup } from './model.ts';
import type { State } from './state.ts';

/** The limits of a new AWS account, by the names and in the order of DescribeAccountLimits. */
export const LIMITS = {
  'target-groups': 3000,
  'targets-per-application-load-balancer': 1000,
  'listeners-per-application-load-balancer': 50,
  'rules-per-application-load-balancer': 100,
  'network-load-balancers': 50,
  'targets-per-network-load-balancer': 3000,
  'targets-per-availability-zone-per-network-load-balancer': 500,
  'listeners-per-network-load-balancer': 50,
  'condition-values-per-alb-rule': 5,
  'condition-wildcards-per-alb-rule': 5,
  'target-groups-per-application-load-balancer': 100,
  'target-groups-per-action-on-application-load-balancer': 5,
  'target-groups-per-action-on-network-load-balancer': 1,
  'certificates-per-application-load-balancer': 25,
  'certificates-per-network-load-balancer': 25,
  'targets-per-target-group': 1000,
  'target-id-registrations-per-application-load-balancer': 1000,
  'network-load-balancer-enis-per-vpc': 1200,
  'application-load-balancers': 50,
  'gateway-load-balancers': 100,
  'gateway-load-balancers-per-vpc': 100,
  'geneve-target-groups': 100,
  'targets-per-availability-zone-per-gateway-load-balancer': 300,
} as const;

export function refuseLoadBalancersBeyond(state: State, type: BalancerType): void {
  const most = LIMITS[`${type}-load-balancers`];
  if (state.loadBalancers.where(({ arn }) => typeOf(arn) === type).length < most) return;
  throw new AwsError('TooManyLoadBalancers', `The maximum number of load balancers '${most}' has been reached`);
}

export function refuseListenersBeyond(state: State, { arn }: LoadBalancer): void {
  const most = LIMITS[`listeners-per-${typeOf(arn)}-load-balancer`];
  if (state.listenersOf(arn).length < most) return;
  throw new AwsError('TooManyListeners', `The maximum number of listeners on load balancer '${arn}' has been reached`);
}

/** Rules are counted over all listeners of the load balancer; the default ones are not. */
export function refuseRulesBeyond(state: State, loadBalancerArn: string): void {
  const rules = state.listenersOf(loadBalancerArn).flatMap(({ arn }) => state.rulesOf(arn));
  if (rules.length < LIMITS['rules-per-application-load-balancer']) return;
  throw new AwsError(
    'TooManyRules',
    `The maximum number of rules on load balancer '${loadBalancerArn}' has been reached`,
  );
}

export function refuseTargetGroupsBeyond(state: State): void {
  const most = LIMITS['target-groups'];
  if (state.targetGroups.all().length < most) return;
  throw new AwsError('TooManyTargetGroups', `The maximum number of target groups '${most}' has been reached`);
}

/** `now` are the actions that `actions` take the place of. */
export function refuseUsedGroupsBeyond(
  state: State,
  loadBalancerArn: string,
  actions: Action[],
  now: Action[] = [],
): void {
  const most = LIMITS['target-groups-per-application-load-balancer'];
  const others = state.actionsOf(loadBalancerArn).filter((action) => !now.includes(action));
  const used = new Set([...others, ...actions].map(forwardsTo).filter((arn) => arn !== undefined));
  if (typeOf(loadBalancerArn) === 'network' || used.size <= most) return;
  throw new AwsError(
    'TooManyUniqueTargetGroupsPerLoadBalancer',
    `You have reached the maximum number of unique target groups that you can associate with a load balancer of type 'application': [${most}]`,
  );
}

export function refuseTargetsBeyond(state: State, group: TargetGroup, more: number): void {
  const most = LIMITS['targets-per-target-group'];
  if (state.targetsOf(group.arn).length + more > most) {
    throw new AwsError(
      'TooManyTargets',
      `The maximum number of targets per target group '${most}' has been reached on target group '${group.arn}'`,
    );
  }
  for (const balancer of state.loadBalancersOf(group.arn)) refuseTargetsOfBalancerBeyond(state, balancer, more);
}

// Private

function refuseTargetsOfBalancerBeyond(state: State, loadBalancerArn: string, more: number): void {
  const most = LIMITS[`targets-per-${typeOf(loadBalancerArn)}-load-balancer`];
  const groups = new Set(state.actionsOf(loadBalancerArn).map(forwardsTo));
  const targets = state.targets.where(({ targetGroupArn }) => groups.has(targetGroupArn));
  if (targets.length + more <= most) return;
  throw new AwsError(
    'TooManyTargets',
    `The maximum number of targets per load balancer '${most}' has been reached on load balancer '${loadBalancerArn}'`,
  );
}
