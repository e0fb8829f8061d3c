import type { BalancingOperation } from '../balancing.ts';
import { page } from '../input.ts';

export const describeAccountLimits: BalancingOperation = (balancing) => async (input) => {
  const limits = Object.entries(await balancing.limits()).map(([Name, most]) => ({ Name, Max: String(most) }));
  const { items, ...next } = page(limits, input);
  return { Limits: items, ...next };
};
