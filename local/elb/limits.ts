import { AwsError, type CallAws, type Input } from '../endpoint/service.ts';
import { type BalancerType, typeOf } from './kinds.ts';
import { type Action, groupsOf, type Listener, type LoadBalancer, type TargetGroup } from './model.ts';
import type { State } from './state.ts';

/** What limits an account, by the names and in the order of DescribeAccountLimits. */
export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

/** The limits of now: those of a new account, but for what Service Quotas has granted. */
export async function limitsOf(callAws: CallAws): Promise<Limits> {
  const { Quotas } = await callAws('servicequotas', 'ListServiceQuotas', { ServiceCode: 'elasticloadbalancing' });
  const values = new Map<string, number>(Quotas.map(({ QuotaCode, Value }: Input) => [QuotaCode, Value]));
  const limits = Object.entries(LIMITS).map(([name, most]) => [name, values.get(String(most)) ?? most]);
  return Object.fromEntries(limits);
}

/** How many values, and wildcards in them, the conditions of one rule may have: nobody gets more. */
export const MOST_VALUES = 5;
export const MOST_WILDCARDS = 5;
/** How many target groups an application load balancer divides requests among. */
export const MOST_GROUPS = 5;

export function refuseLoadBalancersBeyond(state: State, limits: Limits, type: BalancerType): void {
  const most = limits[`${type}-load-balancers`];
  if (state.loadBalancers.where(({ arn }) => typeOf(arn) === type).length < most) return;
  throw new AwsError('TooManyLoadBalancers', `The maximum number of load balancers '${most}' has been reached`);
}

export function refuseListenersBeyond(state: State, limits: Limits, { arn }: LoadBalancer): void {
  const most = limits[`listeners-per-${typeOf(arn)}-load-balancer`];
  if (state.listenersOf(arn).length < most) return;
  throw new AwsError('TooManyListeners', `The maximum number of listeners on load balancer '${arn}' has been reached`);
}

/** Rules are counted over all listeners of the load balancer; the default ones are not. */
export function refuseRulesBeyond(state: State, limits: Limits, loadBalancerArn: string): void {
  const rules = state.listenersOf(loadBalancerArn).flatMap(({ arn }) => state.rulesOf(arn));
  if (rules.length < limits['rules-per-application-load-balancer']) return;
  throw new AwsError(
    'TooManyRules',
    `The maximum number of rules on load balancer '${loadBalancerArn}' has been reached`,
  );
}

export function refuseTargetGroupsBeyond(state: State, limits: Limits): void {
  const most = limits['target-groups'];
  if (state.targetGroups.all().length < most) return;
  throw new AwsError('TooManyTargetGroups', `The maximum number of target groups '${most}' has been reached`);
}

/** `now` are the actions that `actions` take the place of. */
export function refuseUsedGroupsBeyond(
  state: State,
  limits: Limits,
  loadBalancerArn: string,
  actions: Action[],
  now: Action[] = [],
): void {
  const most = limits['target-groups-per-application-load-balancer'];
  const others = state.actionsOf(loadBalancerArn).filter((action) => !now.includes(action));
  const used = new Set([...others, ...actions].flatMap(groupsOf));
  if (typeOf(loadBalancerArn) === 'network' || used.size <= most) return;
  throw new AwsError(
    'TooManyUniqueTargetGroupsPerLoadBalancer',
    `You have reached the maximum number of unique target groups that you can associate with a load balancer of type 'application': [${most}]`,
  );
}

/** Certificates are counted over all listeners of the load balancer; their default ones are not. */
export function refuseCertificatesBeyond(
  state: State,
  limits: Limits,
  listener: Listener,
  certificates: string[],
): void {
  const { loadBalancerArn } = listener;
  const most = limits[`certificates-per-${typeOf(loadBalancerArn)}-load-balancer`];
  const others = state.listenersOf(loadBalancerArn).filter(({ arn }) => arn !== listener.arn);
  const more = [...others.map((other) => other.certificates), certificates].flatMap(([, ...added]) => added);
  if (more.length <= most) return;
  throw new AwsError(
    'TooManyCertificates',
    `The maximum number of certificates on load balancer '${loadBalancerArn}' has been reached`,
  );
}

export function refuseTargetsBeyond(state: State, limits: Limits, group: TargetGroup, more: number): void {
  const most = limits['targets-per-target-group'];
  if (state.targetsOf(group.arn).length + more > most) {
    throw new AwsError(
      'TooManyTargets',
      `The maximum number of targets per target group '${most}' has been reached on target group '${group.arn}'`,
    );
  }
  for (const balancer of state.loadBalancersOf(group.arn)) refuseTargetsOfBalancerBeyond(state, limits, balancer, more);
}

// Private

/** The limits of a new account; those that Service Quotas may raise by the codes of their quotas. */
const LIMITS = {
  'target-groups': 'L-B22855CB',
  'targets-per-application-load-balancer': 'L-7E6692B2',
  'listeners-per-application-load-balancer': 'L-B6DF7632',
  'rules-per-application-load-balancer': 'L-7EED9B64',
  'network-load-balancers': 'L-69A177A2',
  'targets-per-network-load-balancer': 'L-EEF1AD04',
  'targets-per-availability-zone-per-network-load-balancer': 500,
  'listeners-per-network-load-balancer': 'L-57A373D6',
  'condition-values-per-alb-rule': MOST_VALUES,
  'condition-wildcards-per-alb-rule': MOST_WILDCARDS,
  'target-groups-per-application-load-balancer': 'L-822D1B1B',
  'target-groups-per-action-on-application-load-balancer': MOST_GROUPS,
  'target-groups-per-action-on-network-load-balancer': 1,
  'certificates-per-application-load-balancer': 25,
  'certificates-per-network-load-balancer': 25,
  'targets-per-target-group': 'L-A0D0B863',
  'target-id-registrations-per-application-load-balancer': 1000,
  'network-load-balancer-enis-per-vpc': 1200,
  'application-load-balancers': 'L-53DA6B97',
  'gateway-load-balancers': 100,
  'gateway-load-balancers-per-vpc': 100,
  'geneve-target-groups': 100,
  'targets-per-availability-zone-per-gateway-load-balancer': 300,
} as const;

function refuseTargetsOfBalancerBeyond(state: State, limits: Limits, loadBalancerArn: string, more: number): void {
  const most = limits[`targets-per-${typeOf(loadBalancerArn)}-load-balancer`];
  const groups = new Set(state.actionsOf(loadBalancerArn).flatMap(groupsOf));
  const targets = state.targets.where(({ targetGroupArn }) => groups.has(targetGroupArn));
  if (targets.length + more <= most) return;
  throw new AwsError(
    'TooManyTargets',
    `The maximum number of targets per load balancer '${most}' has been reached on load balancer '${loadBalancerArn}'`,
  );
}
