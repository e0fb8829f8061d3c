import type { EcrOperation } from '../ecr.ts';
import { repositoryNotEmpty } from '../errors.ts';

export const deleteRepository: EcrOperation = (ecr) => async (input) => {
  const repository = ecr.repository(input);
  const images = ecr.images.list(repository.name);
  if (images.length > 0 && input.force !== true) throw repositoryNotEmpty(repository.name, ecr.config.account);
  ecr.repositories.remove(repository.name);
  for (const image of images) ecr.images.remove(image);
  await ecr.registry.removeRepository(repository.name);
  return { repository: ecr.viewOf(repository) };
};
