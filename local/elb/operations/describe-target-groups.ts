import type { BalancingOperation } from '../balancing.ts';
import { targetGroupNotFound } from '../errors.ts';
import { list, page, text } from '../input.ts';
import { targetGroupView } from '../views.ts';

export const describeTargetGroups: BalancingOperation = (balancing) => (input) => {
  const { state } = balancing;
  const arns = list(input.TargetGroupArns);
  const names = list(input.Names);
  const balancer = text(input.LoadBalancerArn) && balancing.loadBalancer(input).arn;
  const asked = state.targetGroups.where(
    ({ arn, name }) =>
      (arns.length + names.length === 0 || arns.includes(arn) || names.includes(name)) &&
      (!balancer || state.loadBalancersOf(arn).includes(balancer)),
  );
  if (asked.length < arns.length + names.length) throw targetGroupNotFound();
  const { items, ...next } = page(asked, input);
  return { TargetGroups: items.map((group) => targetGroupView(group, state)), ...next };
};
