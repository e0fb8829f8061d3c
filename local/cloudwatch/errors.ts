import { AwsError } from '../endpoint/service.ts';

/** The codes by which CloudWatch's older protocol calls some errors, which clients of both know. */
export const OLDER_CODES: Readonly<Record<string, string>> = {
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
};

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message);
}

export function missing(name: string): AwsError {
  return new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`);
}

/** What GetMetricData says of queries that it does not take. */
export function invalidQuery(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function invalidToken(): AwsError {
  return new AwsError('InvalidNextToken', 'The next token is not one of this request.');
}
