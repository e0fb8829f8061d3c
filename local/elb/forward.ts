import { AwsError, type Input } from '../endpoint/service.ts';
import { notSupported, targetGroupNotFound, validationError } from './errors.ts';
import { list, text } from './input.ts';
import { typeOf } from './kinds.ts';
import type { Listener, TargetGroup } from './model.ts';
import type { State } from './state.ts';

/** Where an action stands: on which load balancer, and under a listener of which protocol. */
export type Place = Pick<Listener, 'loadBalancerArn' | 'protocol'>;

/** The ARN of the one target group that a forward action of a request names. */
export function forwardTarget(action: Input, state: State, place: Place): string {
  const groups = list<Input>(action.ForwardConfig?.TargetGroups);
  if (groups.length > 1) throw several(place);
  const arn = text(action.TargetGroupArn) ?? text(groups[0]?.TargetGroupArn);
  if (arn === undefined) throw validationError('A forward action must specify a target group');
  const group = state.targetGroups.get(arn);
  if (!group) throw targetGroupNotFound();
  refuseOtherProtocol(group, place);
  refuseOtherBalancer(group, state, place);
  return arn;
}

// Private

function several({ loadBalancerArn }: Place): AwsError {
  if (typeOf(loadBalancerArn) === 'application') return notSupported('Forwarding to several target groups');
  return validationError(
    "You cannot specify multiple target groups in a single action with a load balancer of type 'network'",
  );
}

function refuseOtherProtocol(group: TargetGroup, { protocol }: Place): void {
  if (group.protocol === protocol) return;
  throw new AwsError(
    'IncompatibleProtocols',
    `The listener and its associated target group '${group.arn}' have incompatible protocols: '${protocol}' and '${group.protocol}'`,
  );
}

function refuseOtherBalancer({ arn }: TargetGroup, state: State, { loadBalancerArn }: Place): void {
  if (state.loadBalancersOf(arn).every((other) => other === loadBalancerArn)) return;
  throw new AwsError(
    'TargetGroupAssociationLimit',
    `The following target groups cannot be associated with more than one load balancer: ${arn}`,
  );
}
