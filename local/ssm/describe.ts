import type { Config } from '../config.ts';
import { check } from '../endpoint/check.ts';
import type { Operation } from '../endpoint/service.ts';
import { invalid } from './errors.ts';
import { checkFilters, fitsAll } from './filters.ts';
import { arnOf, described } from './parameter.ts';
import type { Parameters } from './parameters.ts';
import { NAME, pageOf } from './reading.ts';

/** The operations that tell what parameters there are, and what they were. */
export function describeOperations(own: Parameters, config: Config): Record<string, Operation> {
  return {
    DescribeParameters(input) {
      check(input, { MaxResults: { atLeast: 1, atMost: 50 } });
      if (input.Filters?.length > 0) throw invalid('Filters are not served here: use ParameterFilters.');
      checkFilters(input, ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType', 'tag:']);
      const found = own.list().filter((one) => fitsAll(one, input));
      const { items, NextToken } = pageOf(found, input, 50);
      return { Parameters: items.map((one) => ({ ...described(one), ARN: arnOf(one.name, config) })), NextToken };
    },
    GetParameterHistory(input) {
      check(input, { Name: NAME, MaxResults: { atLeast: 1, atMost: 50 } });
      own.get(input.Name);
      const start = Number(input.NextToken ?? 0);
      const end = start + (input.MaxResults ?? 50);
      const versions = own.history(input.Name);
      return {
        Parameters: versions.slice(start, end).map((one) => ({
          ...described(one),
          Value: (input.WithDecryption ? own.opened(one) : one).value,
          Labels: one.labels ?? [],
        })),
        NextToken: end < versions.length ? String(end) : undefined,
      };
    },
  };
}
