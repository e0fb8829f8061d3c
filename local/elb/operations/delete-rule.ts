import type { BalancingOperation } from '../balancing.ts';
import { operationNotPermitted } from '../errors.ts';
import { required } from '../input.ts';

export const deleteRule: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const arn = required(input, 'RuleArn');
  const isDefault = state.listeners.where((listener) => listener.defaultRuleArn === arn).length > 0;
  if (isDefault) throw operationNotPermitted('Default rules cannot be deleted');
  state.rules.remove(balancing.rule(input));
  await balancing.settle();
  return {};
};
