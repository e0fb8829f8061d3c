import type { EcrOperation } from '../ecr.ts';
import { tagsIn } from '../input.ts';

export const tagResource: EcrOperation = (ecr) => (input) => {
  const repository = ecr.repositoryAt(input.resourceArn);
  const tags = [...new Map([...repository.tags, ...tagsIn(input)].map((tag) => [tag.Key, tag])).values()];
  ecr.repositories.put({ ...repository, tags });
  return {};
};
