import type { EcrOperation } from '../ecr.ts';
import { lifecyclePolicyNotFound } from '../errors.ts';

export const deleteLifecyclePolicy: EcrOperation = (ecr) => (input) => {
  const { lifecyclePolicy, ...repository } = ecr.repository(input);
  if (!lifecyclePolicy) throw lifecyclePolicyNotFound(repository.name, ecr.config.account);
  ecr.repositories.put(repository);
  return {
    registryId: ecr.config.account,
    repositoryName: repository.name,
    lifecyclePolicyText: lifecyclePolicy.text,
    lastEvaluatedAt: new Date(lifecyclePolicy.at),
  };
};
