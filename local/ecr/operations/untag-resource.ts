import type { EcrOperation } from '../ecr.ts';

export const untagResource: EcrOperation = (ecr) => (input) => {
  const repository = ecr.repositoryAt(input.resourceArn);
  const keys: string[] = input.tagKeys ?? [];
  ecr.repositories.put({ ...repository, tags: repository.tags.filter(({ Key }) => !keys.includes(Key)) });
  return {};
};
