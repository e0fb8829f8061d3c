import type { BalancingOperation } from '../balancing.ts';
import { listenerNotFound } from '../errors.ts';
import { list, page, text } from '../input.ts';
import { listenerView } from '../views.ts';

export const describeListeners: BalancingOperation = (balancing) => (input) => {
  const { state } = balancing;
  const arns = list(input.ListenerArns);
  const known = text(input.LoadBalancerArn)
    ? state.listenersOf(balancing.loadBalancer(input).arn)
    : state.listeners.all();
  const asked = known.filter(({ arn }) => arns.length === 0 || arns.includes(arn));
  if (asked.length < arns.length) throw listenerNotFound();
  const { items, ...next } = page(asked, input);
  return { Listeners: items.map(listenerView), ...next };
};
