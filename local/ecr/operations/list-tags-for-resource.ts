import type { EcrOperation } from '../ecr.ts';

export const listTagsForResource: EcrOperation = (ecr) => (input) => ({
  tags: ecr.repositoryAt(input.resourceArn).tags,
});
