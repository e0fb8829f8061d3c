import { attributesView, changed } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { targetGroupAttributes } from '../target-group-attributes.ts';

export const modifyTargetGroupAttributes: BalancingOperation = (balancing) => async (input) => {
  const group = balancing.targetGroup(input);
  const attributes = changed(group.attributes, input, targetGroupAttributes(group));
  balancing.state.targetGroups.save({ ...group, attributes });
  await balancing.settle();
  return attributesView(attributes);
};
