import type { BalancingOperation } from '../balancing.ts';
import { healthCheckIn } from '../health/settings.ts';
import { targetGroupView } from '../views.ts';

export const modifyTargetGroup: BalancingOperation = (balancing) => (input) => {
  const { state } = balancing;
  const group = balancing.targetGroup(input);
  const healthCheck = healthCheckIn(input, group, group.healthCheck);
  const changed = state.targetGroups.save({ ...group, healthCheck });
  return { TargetGroups: [targetGroupView(changed, state)] };
};
