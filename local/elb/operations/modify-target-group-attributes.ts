import { attributesView, changed, TARGET_GROUP_ATTRIBUTES } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';

export const modifyTargetGroupAttributes: BalancingOperation = (balancing) => async (input) => {
  const group = balancing.targetGroup(input);
  const attributes = changed(group.attributes, input, TARGET_GROUP_ATTRIBUTES);
  balancing.state.targetGroups.put({ ...group, attributes });
  await balancing.settle();
  return attributesView(attributes);
};
