import type { BalancingOperation } from '../balancing.ts';
import { page } from '../input.ts';
import { LIMITS } from '../limits.ts';

export const describeAccountLimits: BalancingOperation = () => (input) => {
  const limits = Object.entries(LIMITS).map(([Name, most]) => ({ Name, Max: String(most) }));
  const { items, ...next } = page(limits, input);
  return { Limits: items, ...next };
};
