import type { EcrOperation } from '../ecr.ts';

/** The account's registry, which replicates to no other. */
export const describeRegistry: EcrOperation =
  ({ config }) =>
  () => ({ registryId: config.account, replicationConfiguration: { rules: [] } });
