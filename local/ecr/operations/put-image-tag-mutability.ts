import type { EcrOperation } from '../ecr.ts';
import { invalidParameter } from '../errors.ts';

export const putImageTagMutability: EcrOperation = (ecr) => (input) => {
  const repository = ecr.repository(input);
  const mutability = input.imageTagMutability;
  if (mutability !== 'MUTABLE' && mutability !== 'IMMUTABLE') {
    throw invalidParameter('imageTagMutability', 'Member must satisfy enum value set: [IMMUTABLE, MUTABLE]');
  }
  ecr.repositories.put({ ...repository, mutability });
  return { registryId: ecr.config.account, repositoryName: repository.name, imageTagMutability: mutability };
};
