import { attributesView, changed, LOAD_BALANCER_ATTRIBUTES } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';

export const modifyLoadBalancerAttributes: BalancingOperation = (balancing) => async (input) => {
  const balancer = balancing.loadBalancer(input);
  const attributes = changed(balancer.attributes, input, LOAD_BALANCER_ATTRIBUTES);
  balancing.state.loadBalancers.put({ ...balancer, attributes });
  await balancing.settle();
  return attributesView(attributes);
};
