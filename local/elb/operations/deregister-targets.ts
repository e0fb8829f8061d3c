import type { BalancingOperation } from '../balancing.ts';
import { someTargetsIn } from '../target-description.ts';

/** Targets that are not registered are no error, as on AWS. */
export const deregisterTargets: BalancingOperation = (balancing) => (input) => {
  const { state, targets } = balancing;
  const group = balancing.targetGroup(input);
  for (const { key } of someTargetsIn(input, group)) {
    const target = state.targets.get(key);
    if (target) targets.deregister(group, target);
  }
  return {};
};
