import type { EcrOperation } from '../ecr.ts';
import { page } from '../input.ts';

export const describeRepositories: EcrOperation = (ecr) => (input) => {
  const names: string[] = input.repositoryNames ?? [];
  const asked =
    names.length > 0 ? names.map((repositoryName) => ecr.repository({ repositoryName })) : ecr.repositories.list();
  const { items, ...next } = page(asked, input);
  return { repositories: items.map((repository) => ecr.viewOf(repository)), ...next };
};
