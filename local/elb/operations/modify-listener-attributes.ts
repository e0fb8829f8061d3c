import { attributesView, changed } from '../attributes.ts';
import type { BalancingOperation } from '../balancing.ts';
import { listenerAttributes } from '../listener-attributes.ts';

export const modifyListenerAttributes: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const listener = balancing.listener(input);
  const attributes = changed(listener.attributes, input, listenerAttributes(listener.protocol));
  state.listeners.save({ ...listener, attributes });
  await balancing.settleOr(() => void state.listeners.save(listener));
  return attributesView(attributes);
};
