import { AwsError } from '../endpoint/service.ts';

/** What CloudFormation answers to nearly everything that is wrong with a request or a template. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** No stack of this name or id, or none that is still there. */
export function noSuchStack(name: string): AwsError {
  return validationError(`Stack with id ${name} does not exist`);
}
