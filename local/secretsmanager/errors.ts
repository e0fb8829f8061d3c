import { AwsError } from '../endpoint/service.ts';

export const notFound = (what = 'the specified secret.') =>
  new AwsError('ResourceNotFoundException', `Secrets Manager can't find ${what}`);

export const exists = (message: string) => new AwsError('ResourceExistsException', message);
export const validation = (message: string) => new AwsError('ValidationException', message);
export const invalidRequest = (message: string) => new AwsError('InvalidRequestException', message);
export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);
export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message);
