import type { BalancingOperation } from '../balancing.ts';
import { typeOf } from '../kinds.ts';
import { networkIn } from '../network.ts';
import { zonesView } from '../views.ts';

export const setSubnets: BalancingOperation = (balancing) => async (input) => {
  const balancer = balancing.loadBalancer(input);
  const { zones } = await networkIn(balancing, input, typeOf(balancer.arn));
  const changed = balancing.state.loadBalancers.save({ ...balancer, zones });
  return { AvailabilityZones: zonesView(changed), IpAddressType: changed.ipAddressType };
};
