import { tryBucket } from '../access-logs/bucket.ts';
import { attributesView, changed } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { typeOf } from '../kinds.ts';
import { loadBalancerAttributes } from '../load-balancer-attributes.ts';

export const modifyLoadBalancerAttributes: BalancingOperation = (balancing) => async (input) => {
  const balancer = balancing.loadBalancer(input);
  const attributes = changed(balancer.attributes, input, loadBalancerAttributes(typeOf(balancer.arn)));
  await tryBucket(balancing, attributes);
  balancing.state.loadBalancers.save({ ...balancer, attributes });
  await balancing.settle();
  return attributesView(attributes);
};
