import type { EcrOperation } from '../ecr.ts';
import { policyIn } from '../input.ts';

/** Stored, and answered as it is; who has a token may push and pull. */
export const setRepositoryPolicy: EcrOperation = (ecr) => (input) => {
  const repository = ecr.repository(input);
  const policy = policyIn(input, 'policyText', 'Invalid repository policy provided');
  ecr.repositories.put({ ...repository, policy });
  return { registryId: ecr.config.account, repositoryName: repository.name, policyText: policy };
};
