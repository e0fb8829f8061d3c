import type { BalancingOperation } from '../balancing.ts';
import { operationNotPermitted } from '../errors.ts';
import { required } from '../input.ts';

/** Deletes the load balancer with its listeners and rules. One that is not there is no error, as on AWS. */
export const deleteLoadBalancer: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const balancer = state.loadBalancers.get(required(input, 'LoadBalancerArn'));
  if (!balancer) return {};
  if (balancer.attributes['deletion_protection.enabled'] === 'true') {
    throw operationNotPermitted(
      `Load balancer '${balancer.arn}' cannot be deleted because deletion protection is enabled`,
    );
  }
  state.together(() => {
    for (const listener of state.listenersOf(balancer.arn)) {
      for (const rule of state.rulesOf(listener.arn)) state.rules.remove(rule);
      state.listeners.remove(listener);
    }
    state.loadBalancers.remove(balancer);
  });
  await balancing.settle();
  return {};
};
