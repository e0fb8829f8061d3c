import type { BalancingOperation } from '../balancing.ts';
import { loadBalancerNotFound } from '../errors.ts';
import { list, page } from '../input.ts';
import { loadBalancerView } from '../views.ts';

export const describeLoadBalancers: BalancingOperation =
  ({ state }) =>
  (input) => {
    const arns = list(input.LoadBalancerArns);
    const names = list(input.Names);
    const asked = state.loadBalancers.where(({ arn, name }) =>
      arns.length + names.length === 0 ? true : arns.includes(arn) || names.includes(name),
    );
    if (asked.length < arns.length + names.length) throw loadBalancerNotFound();
    const { items, ...next } = page(asked, input);
    return { LoadBalancers: items.map(loadBalancerView), ...next };
  };
