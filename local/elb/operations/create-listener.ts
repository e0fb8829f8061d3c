import { actionsIn } from '../actions.ts';
import { listenerArn, ruleArn } from '../arns.ts';
import { defaultsOf } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { refuseListenersBeyond, refuseUsedGroupsBeyond } from '../limits.ts';
import { listenerAttributes } from '../listener-attributes.ts';
import { portIn, protocolIn } from '../listener-port.ts';
import { securityIn } from '../listener-security.ts';
import { tagsIn } from '../tags.ts';
import { listenerView } from '../views.ts';

export const createListener: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const limits = await balancing.limits();
  const balancer = balancing.loadBalancer(input);
  const place = { loadBalancerArn: balancer.arn, protocol: protocolIn(input, balancer.arn) };
  const security = securityIn(balancing, input, place.protocol);
  refuseListenersBeyond(state, limits, balancer);
  const actions = actionsIn(input.DefaultActions, state, place);
  refuseUsedGroupsBeyond(state, limits, balancer.arn, actions);
  const port = await portIn(balancing, input);
  const arn = listenerArn(balancer.arn);
  const rest = { actions, defaultRuleArn: ruleArn(arn), tags: tagsIn(input) };
  const attributes = defaultsOf(listenerAttributes(place.protocol));
  const listener = state.listeners.save({ arn, ...place, port, ...security, attributes, ...rest });
  await balancing.settleOr(() => state.listeners.remove(listener));
  return { Listeners: [listenerView(listener)] };
};
