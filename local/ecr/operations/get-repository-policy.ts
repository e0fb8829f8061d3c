import type { EcrOperation } from '../ecr.ts';
import { repositoryPolicyNotFound } from '../errors.ts';

export const getRepositoryPolicy: EcrOperation = (ecr) => (input) => {
  const { name, policy } = ecr.repository(input);
  if (policy === undefined) throw repositoryPolicyNotFound(name, ecr.config.account);
  return { registryId: ecr.config.account, repositoryName: name, policyText: policy };
};
