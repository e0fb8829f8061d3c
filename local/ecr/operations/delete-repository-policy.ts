import type { EcrOperation } from '../ecr.ts';
import { repositoryPolicyNotFound } from '../errors.ts';

export const deleteRepositoryPolicy: EcrOperation = (ecr) => (input) => {
  const { policy, ...repository } = ecr.repository(input);
  if (policy === undefined) throw repositoryPolicyNotFound(repository.name, ecr.config.account);
  ecr.repositories.put(repository);
  return { registryId: ecr.config.account, repositoryName: repository.name, policyText: policy };
};
