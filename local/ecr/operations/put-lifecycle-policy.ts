import type { EcrOperation } from '../ecr.ts';
import { policyIn } from '../input.ts';

/** Stored, and answered as it is; no image is expired by it here. */
export const putLifecyclePolicy: EcrOperation = (ecr) => (input) => {
  const repository = ecr.repository(input);
  const text = policyIn(input, 'lifecyclePolicyText');
  ecr.repositories.put({ ...repository, lifecyclePolicy: { text, at: Date.now() } });
  return { registryId: ecr.config.account, repositoryName: repository.name, lifecyclePolicyText: text };
};
