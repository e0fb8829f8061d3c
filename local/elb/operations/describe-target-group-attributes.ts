import { attributesView } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';

export const describeTargetGroupAttributes: BalancingOperation = (balancing) => (input) =>
  attributesView(balancing.targetGroup(input).attributes);
