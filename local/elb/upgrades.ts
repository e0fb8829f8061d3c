import { defaultsOf } from './attributes.ts';
import { isNetwork, typeOf } from './kinds.ts';
import { listenerAttributes } from './listener-attributes.ts';
import { loadBalancerAttributes } from './load-balancer-attributes.ts';
import type { Action, Listener, LoadBalancer, Rule, TargetGroup } from './model.ts';
import { targetGroupAttributes } from './target-group-attributes.ts';

/**
 * What earlier versions wrote, with the members it lacks: at first all was HTTP, a forward had one target group, and
 * each kind of thing had fewer attributes.
 */
export const upgradedLoadBalancer = (stored: LoadBalancer): LoadBalancer => ({
  ...stored,
  attributes: { ...defaultsOf(loadBalancerAttributes(typeOf(stored.arn))), ...stored.attributes },
});

export function upgradedListener(stored: Listener): Listener {
  const old = { ...withProtocol(stored), actions: stored.actions.map(upgradedAction) };
  const defaults = defaultsOf(listenerAttributes(old.protocol));
  return { ...old, certificates: old.certificates ?? [], attributes: { ...defaults, ...stored.attributes } };
}

export const upgradedRule = (stored: Rule): Rule => ({ ...stored, actions: stored.actions.map(upgradedAction) });

export function upgradedTargetGroup(stored: TargetGroup): TargetGroup {
  const old = { ...withProtocol(stored), healthCheck: withProtocol(stored.healthCheck) };
  const protocolVersion = old.protocolVersion ?? (isNetwork(old.protocol) ? undefined : 'HTTP1');
  return { ...old, protocolVersion, attributes: { ...defaultsOf(targetGroupAttributes(old)), ...stored.attributes } };
}

// Private

const withProtocol = <T extends object>(stored: T): T => ({ protocol: 'HTTP', ...stored });

function upgradedAction(stored: Action | { kind: 'forward'; targetGroupArn: string }): Action {
  if (stored.kind !== 'forward' || 'groups' in stored) return stored;
  return { kind: 'forward', groups: [{ arn: stored.targetGroupArn, weight: 1 }], stickySeconds: undefined };
}
