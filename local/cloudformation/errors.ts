import { AwsError } from '../endpoint/service.ts';

/** What CloudFormation answers to nearly everything that is wrong with a request or a template. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** No stack of this name or id, or none that is still there. */
export function noSuchStack(name: string): AwsError {
  return validationError(`Stack with id ${name} does not exist`);
}

/** No stack of this name or id, in the words of the operations on change sets. */
export function noStack(name: string): AwsError {
  return validationError(`Stack [${name}] does not exist`);
}

/** No change set of this name or id. */
export function noSuchChangeSet(name: string): AwsError {
  return new AwsError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
}
