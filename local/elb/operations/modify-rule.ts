import { actionsIn } from '../actions.ts';
import type { BalancingOperation } from '../balancing.ts';
import { conditionsIn, refuseTransforms } from '../conditions.ts';
import { refuseUsedGroupsBeyond } from '../limits.ts';
import { ruleView } from '../views.ts';

export const modifyRule: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const limits = await balancing.limits();
  const rule = balancing.rule(input);
  const listener = balancing.listener({ ListenerArn: rule.listenerArn });
  refuseTransforms(input);
  const conditions = input.Conditions === undefined ? rule.conditions : conditionsIn(input.Conditions);
  const actions = input.Actions === undefined ? rule.actions : actionsIn(input.Actions, state, listener);
  refuseUsedGroupsBeyond(state, limits, listener.loadBalancerArn, actions, rule.actions);
  const changed = state.rules.save({ ...rule, conditions, actions });
  await balancing.settleOr(() => void state.rules.save(rule));
  return { Rules: [ruleView(changed)] };
};
