import { actionsIn } from '../actions.ts';
import type { BalancingOperation } from '../balancing.ts';
import { refuseUsedGroupsBeyond } from '../limits.ts';
import { portIn, protocolIn } from '../listener-port.ts';
import { listenerView } from '../views.ts';

export const modifyListener: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const limits = await balancing.limits();
  const listener = balancing.listener(input);
  const { loadBalancerArn } = listener;
  const protocol = protocolIn(input, loadBalancerArn, listener.protocol);
  const wanted = input.DefaultActions;
  const actions = wanted === undefined ? listener.actions : actionsIn(wanted, state, { loadBalancerArn, protocol });
  refuseUsedGroupsBeyond(state, limits, loadBalancerArn, actions, listener.actions);
  const port = await portIn(balancing, input, listener.port);
  const changed = state.listeners.save({ ...listener, actions, protocol, port });
  await balancing.settleOr(() => void state.listeners.save(listener));
  return { Listeners: [listenerView(changed)] };
};
