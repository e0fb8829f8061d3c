import { AwsError } from '../endpoint/service.ts';

/** What Parameter Store answers to most of what is wrong with a request. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** No parameter of this name; AWS says it without a sentence. */
export function notFound(): AwsError {
  return new AwsError('ParameterNotFound', '');
}
