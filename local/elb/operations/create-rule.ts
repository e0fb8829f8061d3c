import { actionsIn } from '../actions.ts';
import { ruleArn } from '../arns.ts';
import type { BalancingOperation } from '../balancing.ts';
import { conditionsIn, refuseTransforms } from '../conditions.ts';
import { invalidConfiguration } from '../errors.ts';
import { typeOf } from '../kinds.ts';
import { refuseRulesBeyond, refuseUsedGroupsBeyond } from '../limits.ts';
import { priorityIn, refuseTaken } from '../priorities.ts';
import { tagsIn } from '../tags.ts';
import { ruleView } from '../views.ts';

export const createRule: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const limits = await balancing.limits();
  const listener = balancing.listener(input);
  if (typeOf(listener.arn) === 'network') throw noRules();
  const priority = priorityIn(input);
  refuseTaken(state, listener.arn, [priority]);
  refuseTransforms(input);
  const conditions = conditionsIn(input.Conditions);
  const actions = actionsIn(input.Actions, state, listener);
  refuseRulesBeyond(state, limits, listener.loadBalancerArn);
  refuseUsedGroupsBeyond(state, limits, listener.loadBalancerArn, actions);
  const head = { arn: ruleArn(listener.arn), listenerArn: listener.arn, priority };
  const rule = state.rules.save({ ...head, conditions, actions, tags: tagsIn(input) });
  await balancing.settleOr(() => state.rules.remove(rule));
  return { Rules: [ruleView(rule)] };
};

// Private

const noRules = () => invalidConfiguration('Rules are unsupported for Network Load Balancer listeners');
