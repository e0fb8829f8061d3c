import { attributesView } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { changedAttributes } from '../target-group-attributes.ts';

export const modifyTargetGroupAttributes: BalancingOperation = (balancing) => async (input) => {
  const group = balancing.targetGroup(input);
  const attributes = changedAttributes(group, input);
  balancing.state.targetGroups.save({ ...group, attributes });
  await balancing.settle();
  return attributesView(attributes);
};
