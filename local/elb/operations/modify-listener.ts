import { actionsIn } from '../actions.ts';
import { defaultsOf } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { refuseUsedGroupsBeyond } from '../limits.ts';
import { listenerAttributes } from '../listener-attributes.ts';
import { portIn, protocolIn } from '../listener-port.ts';
import { securityIn } from '../listener-security.ts';
import type { Attributes, Listener } from '../model.ts';
import { listenerView } from '../views.ts';

export const modifyListener: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const limits = await balancing.limits();
  const listener = balancing.listener(input);
  const { loadBalancerArn } = listener;
  const protocol = protocolIn(input, loadBalancerArn, listener.protocol);
  const security = securityIn(balancing, input, protocol, listener);
  const wanted = input.DefaultActions;
  const actions = wanted === undefined ? listener.actions : actionsIn(wanted, state, { loadBalancerArn, protocol });
  refuseUsedGroupsBeyond(state, limits, loadBalancerArn, actions, listener.actions);
  const port = await portIn(balancing, input, listener.port);
  const attributes = attributesFor(protocol, listener);
  const changed = state.listeners.save({ ...listener, actions, protocol, port, ...security, attributes });
  await balancing.settleOr(() => void state.listeners.save(listener));
  return { Listeners: [listenerView(changed)] };
};

// Private

/** What a listener was told about itself, as far as it goes with its protocol. */
function attributesFor(protocol: Listener['protocol'], { attributes }: Listener): Attributes {
  const defaults = defaultsOf(listenerAttributes(protocol));
  return Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, attributes[key] ?? value]));
}
