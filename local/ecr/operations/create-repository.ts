import type { Input } from '../../endpoint/service.ts';
import type { EcrOperation } from '../ecr.ts';
import { invalidParameter, repositoryExists } from '../errors.ts';
import { tagsIn } from '../input.ts';

/** How ECR says what a name must be. */
const FORM = '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*';

const NAME = /^(?=.{2,256}$)[a-z0-9]+(?:[._/-][a-z0-9]+)*$/;

export const createRepository: EcrOperation = (ecr) => (input) => {
  const name = nameIn(input);
  if (ecr.repositories.find(name)) throw repositoryExists(name, ecr.config.account);
  const repository = {
    name,
    createdAt: Date.now(),
    mutability: input.imageTagMutability === 'IMMUTABLE' ? ('IMMUTABLE' as const) : ('MUTABLE' as const),
    scanOnPush: input.imageScanningConfiguration?.scanOnPush === true,
    tags: tagsIn(input),
  };
  ecr.repositories.put(repository);
  return { repository: ecr.viewOf(repository) };
};

// Private

function nameIn(input: Input): string {
  const name = input.repositoryName;
  if (typeof name === 'string' && NAME.test(name)) return name;
  throw invalidParameter('repositoryName', `must satisfy regular expression '${FORM}'`);
}
