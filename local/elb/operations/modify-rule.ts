import { actionsIn } from '../actions.ts';
import type { BalancingOperation } from '../balancing.ts';
import { conditionsIn } from '../conditions.ts';
import { ruleView } from '../views.ts';

export const modifyRule: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const rule = balancing.rule(input);
  const conditions = input.Conditions === undefined ? rule.conditions : conditionsIn(input.Conditions);
  const actions = input.Actions === undefined ? rule.actions : actionsIn(input.Actions, state);
  const changed = state.rules.put({ ...rule, conditions, actions });
  await balancing.settleOr(() => void state.rules.put(rule));
  return { Rules: [ruleView(changed)] };
};
