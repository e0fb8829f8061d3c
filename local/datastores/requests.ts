import { AwsError } from '../endpoint/service.ts';

/*
 * What RDS and ElastiCache read alike of requests, and how they refuse what is wrong with them.
 */

/** Ids and names are kept in small letters, however they are given. */
export function lower(id: unknown): string {
  return String(id ?? '').toLowerCase();
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

/** What is asked for is not there. */
export function missing(code: string, message: string): AwsError {
  return new AwsError(code, message, 404);
}
