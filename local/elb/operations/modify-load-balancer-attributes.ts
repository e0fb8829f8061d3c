import type { Input } from '../../endpoint/service.ts';
import { tryBucket } from '../access-logs/bucket.ts';
import { attributesView, changed } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { typeOf } from '../kinds.ts';
import { loadBalancerAttributes } from '../load-balancer-attributes.ts';
import type { Attributes, LoadBalancer } from '../model.ts';

export const modifyLoadBalancerAttributes: BalancingOperation = (balancing) => async (input) => {
  await tryBucket(balancing, attributesAfter(balancing.loadBalancer(input), input));
  // While the bucket was tried the load balancer may have changed, or gone.
  const balancer = balancing.loadBalancer(input);
  const attributes = attributesAfter(balancer, input);
  balancing.state.loadBalancers.save({ ...balancer, attributes });
  await balancing.settle();
  return attributesView(attributes);
};

// Private

const attributesAfter = (balancer: LoadBalancer, input: Input): Attributes =>
  changed(balancer.attributes, input, loadBalancerAttributes(typeOf(balancer.arn)));
