import { actionsIn } from '../actions.ts';
import type { BalancingOperation } from '../balancing.ts';
import { portIn } from '../listener-port.ts';
import { listenerView } from '../views.ts';

export const modifyListener: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const listener = balancing.listener(input);
  const actions = input.DefaultActions === undefined ? listener.actions : actionsIn(input.DefaultActions, state);
  const port = await portIn(balancing, input, listener.port);
  const changed = state.listeners.put({ ...listener, actions, port });
  await balancing.settleOr(() => void state.listeners.put(listener));
  return { Listeners: [listenerView(changed)] };
};
