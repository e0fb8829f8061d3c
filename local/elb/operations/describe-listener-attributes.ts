import { attributesView } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';

export const describeListenerAttributes: BalancingOperation = (balancing) => (input) =>
  attributesView(balancing.listener(input).attributes);
