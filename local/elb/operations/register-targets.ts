import type { BalancingOperation } from '../balancing.ts';
import { refuseTargetsBeyond } from '../limits.ts';
import { someTargetsIn } from '../target-description.ts';

export const registerTargets: BalancingOperation = (balancing) => async (input) => {
  const limits = await balancing.limits();
  const group = balancing.targetGroup(input);
  const { targets, state } = balancing;
  const wanted = someTargetsIn(input, group);
  refuseTargetsBeyond(state, limits, group, wanted.filter(({ key }) => !state.targets.get(key)).length);
  // A group grows as it fills up, so each target looks at it anew.
  for (const { id, port } of wanted) targets.register(balancing.targetGroup(input), id, port);
  return {};
};
