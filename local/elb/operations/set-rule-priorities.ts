import type { Input } from '../../endpoint/service.ts';
import type { BalancingOperation } from '../balancing.ts';
import { list } from '../input.ts';
import { priorityIn, refuseTaken } from '../priorities.ts';
import { ruleView } from '../views.ts';

/** All of the new priorities come into force at once, so that two rules can change places. */
export const setRulePriorities: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const pairs = list<Input>(input.RulePriorities);
  const changed = pairs.map((pair) => ({ ...balancing.rule(pair), priority: priorityIn(pair) }));
  const arns = changed.map(({ arn }) => arn);
  for (const listenerArn of new Set(changed.map((rule) => rule.listenerArn))) {
    const priorities = changed.filter((rule) => rule.listenerArn === listenerArn).map(({ priority }) => priority);
    refuseTaken(state, listenerArn, priorities, arns);
  }
  state.together(() => {
    for (const rule of changed) state.rules.save(rule);
  });
  await balancing.settle();
  return { Rules: changed.map(ruleView) };
};
