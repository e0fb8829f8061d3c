import type { BalancingOperation } from '../balancing.ts';
import { someTargetsIn } from '../target-description.ts';

export const registerTargets: BalancingOperation = (balancing) => (input) => {
  const { arn } = balancing.targetGroup(input);
  const { targets } = balancing;
  for (const { id, port } of someTargetsIn(input, balancing.targetGroup(input))) {
    targets.register(balancing.targetGroup({ TargetGroupArn: arn }), id, port);
  }
  return {};
};
