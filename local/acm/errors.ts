import { AwsError } from '../endpoint/service.ts';

/** The errors of Certificate Manager, by the code of its API reference. */
export const invalid = (message: string) => new AwsError('ValidationException', message);
export const notFound = (arn: string) =>
  new AwsError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
export const inUse = (arn: string, account: string) =>
  new AwsError('ResourceInUseException', `Certificate ${arn} in account ${account} is in use.`);
