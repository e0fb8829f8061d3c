import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { invalidParameter } from './errors.ts';
import { checkFilters, fitsAll } from './filters.ts';
import type { Secrets } from './secrets.ts';

/** BatchGetSecretValue: several values at once, and for each secret without one the refusal that GetSecretValue has. */
export function batchGetSecretValue(secrets: Secrets, getValue: (input: Input) => object): Operation {
  return (input) => {
    const ids = wanted(secrets, input);
    const start = Number(input.NextToken ?? 0);
    const end = start + (input.MaxResults ?? MOST);
    const told = ids.slice(start, end).map((SecretId) => asked(getValue, SecretId));
    return {
      SecretValues: told.flatMap(({ value }) => value ?? []),
      Errors: told.flatMap(({ error }) => error ?? []),
      NextToken: end < ids.length ? String(end) : undefined,
    };
  };
}

// Private

/** As many secrets are asked for, or answered, at once. */
const MOST = 20;

/** The secrets that a request names or means. */
function wanted(secrets: Secrets, input: Input): string[] {
  const { SecretIdList: ids, Filters } = input;
  if ((ids === undefined) === (Filters === undefined))
    throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  if (ids && input.MaxResults !== undefined)
    throw invalidParameter("'Filters' must be provided when 'MaxResults' is provided.");
  check(input, { SecretIdList: { min: 1, max: MOST }, MaxResults: { atLeast: 1, atMost: MOST } });
  checkFilters(input);
  if (ids) return ids;
  const meant = secrets.list().filter((secret) => secret.deletion === undefined && fitsAll(secret, input));
  return meant.map(({ arn }) => arn);
}

function asked(getValue: (input: Input) => object, SecretId: string): { value?: object; error?: object } {
  try {
    return { value: getValue({ SecretId }) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: { SecretId, ErrorCode: error.code, Message: error.message } };
  }
}
