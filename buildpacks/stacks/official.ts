import type { Stack } from './stack.ts';

/** Docker Official Images by exact version, for machines that can pull them. */
export const officialStack: Stack = {
  name: 'official',
  nodePackage: 'node',
  base: async (plan) => `node:${plan.version}-slim`,
};
