import { AwsError, type Input } from '../endpoint/service.ts';
import { targetGroupNotFound, validationError } from './errors.ts';
import { flag, integer, list, text } from './input.ts';
import { isNetwork, isSecure, type Protocol, typeOf } from './kinds.ts';
import { MOST_GROUPS } from './limits.ts';
import type { Forward, Listener, TargetGroup, WeightedGroup } from './model.ts';
import type { State } from './state.ts';

/** Where an action stands: on which load balancer, and under a listener of which protocol. */
export type Place = Pick<Listener, 'loadBalancerArn' | 'protocol'>;

/** The forward action of a request, all of whose target groups go with the place it stands in. */
export function forwardIn(action: Input, state: State, place: Place): Forward {
  const groups = groupsIn(action);
  refuseGroupsBeyond(groups, place);
  for (const { arn } of groups) refuseMisfit(state.targetGroups.get(arn), state, place);
  return { kind: 'forward', groups, stickySeconds: stickySecondsIn(action, place) };
}

/** A forward as AWS answers it: a single group is told in both ways. */
export function forwardView({ groups, stickySeconds }: Forward): object {
  const sticky = stickySeconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: stickySeconds };
  return {
    Type: 'forward',
    ...(groups.length === 1 && { TargetGroupArn: groups[0]?.arn }),
    Order: 1,
    ForwardConfig: {
      TargetGroups: groups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })),
      TargetGroupStickinessConfig: sticky,
    },
  };
}

// Private

function groupsIn(action: Input): WeightedGroup[] {
  const named = text(action.TargetGroupArn);
  const listed = list<Input>(action.ForwardConfig?.TargetGroups).map(groupIn);
  if (named === undefined && listed.length === 0) throw validationError('A forward action must specify a target group');
  if (named === undefined) return distinct(listed);
  if (listed.length === 0) return [{ arn: named, weight: 1 }];
  if (listed.length === 1 && listed[0]?.arn === named) return listed;
  throw validationError('You cannot specify both a target group ARN and a different ForwardConfig in a forward action');
}

function groupIn(tuple: Input): WeightedGroup {
  const arn = text(tuple.TargetGroupArn);
  if (arn === undefined) throw validationError('A target group ARN must be specified');
  return { arn, weight: integer(tuple, 'Weight', [0, 999]) ?? 1 };
}

function distinct(groups: WeightedGroup[]): WeightedGroup[] {
  if (new Set(groups.map(({ arn }) => arn)).size === groups.length) return groups;
  throw validationError('A target group cannot be specified more than once in an action');
}

function refuseGroupsBeyond(groups: WeightedGroup[], { loadBalancerArn }: Place): void {
  const type = typeOf(loadBalancerArn);
  if (type === 'network' && groups.length > 1) {
    throw validationError(
      "You cannot specify multiple target groups in a single action with a load balancer of type 'network'",
    );
  }
  if (groups.length > MOST_GROUPS)
    throw validationError(`You cannot specify more than '${MOST_GROUPS}' target groups in a single action`);
}

const A_WEEK_IN_SECONDS = 604_800;

function stickySecondsIn(action: Input, { loadBalancerArn }: Place): number | undefined {
  const config: Input = action.ForwardConfig?.TargetGroupStickinessConfig ?? {};
  if (!flag(config.Enabled)) return undefined;
  if (typeOf(loadBalancerArn) === 'network')
    throw validationError("Target group stickiness is not supported on load balancers of type 'network'");
  const seconds = integer(config, 'DurationSeconds', [1, A_WEEK_IN_SECONDS]);
  if (seconds === undefined)
    throw validationError('You must specify a duration when target group stickiness is enabled');
  return seconds;
}

function refuseMisfit(group: TargetGroup | undefined, state: State, place: Place): void {
  if (!group) throw targetGroupNotFound();
  refuseOtherProtocol(group, place);
  refuseOtherBalancer(group, state, place);
}

/** The protocols of the target groups that a listener of a protocol may forward to. */
const GOES_WITH: Record<Protocol, readonly Protocol[]> = {
  HTTP: ['HTTP', 'HTTPS'],
  HTTPS: ['HTTP', 'HTTPS'],
  TCP: ['TCP'],
  TLS: ['TCP', 'TLS'],
};

function refuseOtherProtocol(group: TargetGroup, { protocol }: Place): void {
  if (!GOES_WITH[protocol].includes(group.protocol)) {
    throw new AwsError(
      'IncompatibleProtocols',
      `The listener and its associated target group '${group.arn}' have incompatible protocols: '${protocol}' and '${group.protocol}'`,
    );
  }
  if (isNetwork(protocol) || isSecure(protocol) || group.protocolVersion === 'HTTP1') return;
  throw new AwsError(
    'InvalidLoadBalancerAction',
    `Listener protocol '${protocol}' is not supported with a target group with the protocol-version '${group.protocolVersion}'`,
  );
}

function refuseOtherBalancer({ arn }: TargetGroup, state: State, { loadBalancerArn }: Place): void {
  if (state.loadBalancersOf(arn).every((other) => other === loadBalancerArn)) return;
  throw new AwsError(
    'TargetGroupAssociationLimit',
    `The following target groups cannot be associated with more than one load balancer: ${arn}`,
  );
}
