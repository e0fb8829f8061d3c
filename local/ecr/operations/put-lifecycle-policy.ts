import type { EcrOperation } from '../ecr.ts';
import { policyIn } from '../input.ts';
import { rulesIn } from '../lifecycle/policy.ts';

const UNREADABLE = 'Lifecycle policy validation failure: Could not map policyString into LifecyclePolicy.';

/** Stored, answered as it is, and carried out by the housekeeping. */
export const putLifecyclePolicy: EcrOperation = (ecr) => (input) => {
  const repository = ecr.repository(input);
  const text = policyIn(input, 'lifecyclePolicyText', UNREADABLE);
  rulesIn(text);
  ecr.repositories.put({ ...repository, lifecyclePolicy: { text, at: Date.now() } });
  return { registryId: ecr.config.account, repositoryName: repository.name, lifecyclePolicyText: text };
};
