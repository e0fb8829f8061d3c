import type { BalancingOperation } from '../balancing.ts';

export const deleteListener: BalancingOperation = (balancing) => async (input) => {
  const { state } = balancing;
  const listener = balancing.listener(input);
  state.together(() => {
    for (const rule of state.rulesOf(listener.arn)) state.rules.remove(rule);
    state.listeners.remove(listener);
  });
  await balancing.settle();
  return {};
};
