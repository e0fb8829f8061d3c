import { attributesView } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';

export const describeLoadBalancerAttributes: BalancingOperation = (balancing) => (input) =>
  attributesView(balancing.loadBalancer(input).attributes);
