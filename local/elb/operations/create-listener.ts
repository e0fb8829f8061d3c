import { actionsIn } from '../actions.ts';
import { listenerArn, ruleArn } from '../arns.ts';
import type { BalancingOperation } from '../balancing.ts';
import { refuseListenersBeyond, refuseUsedGroupsBeyond } from '../limits.ts';
import { portIn, protocolIn } from '../listener-port.ts';
import { tagsIn } from '../tags.ts';
import { listenerView } from '../views.ts';

export const createListener: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const balancer = balancing.loadBalancer(input);
  const limits = await balancing.limits();
  const place = { loadBalancerArn: balancer.arn, protocol: protocolIn(input, balancer.arn) };
  refuseListenersBeyond(state, limits, balancer);
  const actions = actionsIn(input.DefaultActions, state, place);
  refuseUsedGroupsBeyond(state, limits, balancer.arn, actions);
  const port = await portIn(balancing, input);
  const arn = listenerArn(balancer.arn);
  const rest = { actions, defaultRuleArn: ruleArn(arn), tags: tagsIn(input) };
  const listener = state.listeners.save({ arn, ...place, port, ...rest });
  await balancing.settleOr(() => state.listeners.remove(listener));
  return { Listeners: [listenerView(listener)] };
};
