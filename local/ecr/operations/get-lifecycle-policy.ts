import type { EcrOperation } from '../ecr.ts';
import { lifecyclePolicyNotFound } from '../errors.ts';

export const getLifecyclePolicy: EcrOperation = (ecr) => (input) => {
  const { name, lifecyclePolicy } = ecr.repository(input);
  if (!lifecyclePolicy) throw lifecyclePolicyNotFound(name, ecr.config.account);
  const { text, at } = lifecyclePolicy;
  const registryId = ecr.config.account;
  return { registryId, repositoryName: name, lifecyclePolicyText: text, lastEvaluatedAt: new Date(at) };
};
