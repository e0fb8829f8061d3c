import { AwsError } from '../endpoint/service.ts';

/** The errors of ECR that we answer, by the code of its API reference. */
export const invalidParameter = (message: string) =>
  new AwsError('InvalidParameterException', `Invalid parameter: ${message}`);

export const repositoryNotFound = (name: string, account: string) =>
  new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${account}'`,
  );

export const repositoryExists = (name: string, account: string) =>
  new AwsError(
    'RepositoryAlreadyExistsException',
    `The repository with name '${name}' already exists in the registry with id '${account}'`,
  );

export const repositoryNotEmpty = (name: string, account: string) =>
  new AwsError(
    'RepositoryNotEmptyException',
    `The repository with name '${name}' in registry with id '${account}' cannot be deleted because it still contains images`,
  );

export const imageNotFound = (name: string, account: string) =>
  new AwsError(
    'ImageNotFoundException',
    `The image requested does not exist within the repository with name '${name}' in the registry with id '${account}'`,
  );

export const lifecyclePolicyNotFound = (name: string, account: string) =>
  new AwsError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${account}'`,
  );

export const repositoryPolicyNotFound = (name: string, account: string) =>
  new AwsError(
    'RepositoryPolicyNotFoundException',
    `Repository policy does not exist for the repository with name '${name}' in the registry with id '${account}'`,
  );
