import type { BalancingOperation } from '../balancing.ts';
import { resourceInUse } from '../errors.ts';
import { required } from '../input.ts';

/** One that is not there is no error, as on AWS. */
export const deleteTargetGroup: BalancingOperation =
  ({ state, targets }) =>
  (input) => {
    const group = state.targetGroups.get(required(input, 'TargetGroupArn'));
    if (!group) return {};
    if (state.usedTargetGroups().has(group.arn)) {
      throw resourceInUse(`Target group '${group.arn}' is currently in use by a listener or a rule`);
    }
    state.together(() => {
      for (const target of state.targetsOf(group.arn)) targets.remove(target);
      state.targetGroups.remove(group);
    });
    return {};
  };
