import type { Config } from '../config.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { invalid, notFound } from './errors.ts';
import { checkFilters, fitsAll } from './filters.ts';
import { type Parameter, parseSelection, shown } from './parameter.ts';
import type { Parameters } from './parameters.ts';
import { publicParameters } from './public-parameters.ts';

/** The operations that answer values: of the account's own parameters, and of those that AWS publishes. */
export function readingOperations(own: Parameters, config: Config): Record<string, Operation> {
  const published = new Map(publicParameters(config.region).map((one) => [one.name, one]));
  return {
    GetParameter(input) {
      check(input, { Name: NAME });
      return { Parameter: existing(input.Name, input) };
    },
    GetParameters(input) {
      check(input, { Names: { required: true, min: 1, max: 10 } });
      const Names: string[] = [...new Set<string>(input.Names)];
      const found = Names.map((name) => ({ name, parameter: selected(name, input) }));
      return {
        Parameters: found.flatMap(({ parameter }) => parameter ?? []),
        InvalidParameters: found.filter(({ parameter }) => !parameter).map(({ name }) => name),
      };
    },
    GetParametersByPath(input) {
      check(input, { Path: NAME, MaxResults: { atLeast: 1, atMost: 10 } });
      checkFilters(input, ['Type', 'KeyId', 'Label']);
      if (!input.Path.startsWith('/'))
        throw invalid(
          'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".',
        );
      const { items, NextToken } = pageOf(below(input), input, 10);
      return { Parameters: items.map((one) => shown(inClear(one, input), config)), NextToken };
    },
  };

  // Private

  function inClear(parameter: Parameter, { WithDecryption }: Input): Parameter {
    return WithDecryption ? own.opened(parameter) : parameter;
  }

  function selected(text: string, input: Input) {
    const { name, selector } = parseSelection(text);
    const newest = own.find(name) ?? published.get(name);
    const wanted = newest && (selector === undefined ? newest : versionOf(newest, selector.slice(1)));
    return wanted && shown(inClear(wanted, input), config, selector);
  }

  function versionOf(newest: Parameter, selector: string): Parameter | undefined {
    const versions = own.find(newest.name) ? own.history(newest.name) : [newest];
    return versions.find(({ version, labels = [] }) => String(version) === selector || labels.includes(selector));
  }

  function existing(text: string, input: Input) {
    const found = selected(text, input);
    if (found) return found;
    const { name, selector } = parseSelection(text);
    if (selector === undefined || !selected(name, input)) throw notFound();
    throw new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector.slice(1)} of ${name}. Verify the version and try again.`,
    );
  }

  function below(input: Input): Parameter[] {
    // Those of AWS are listed only to who asks for them.
    const known = input.Path.startsWith('/aws') ? [...published.values()] : own.list();
    const path = { Key: 'Path', Option: input.Recursive === true ? 'Recursive' : 'OneLevel', Values: [input.Path] };
    return known.filter((one) => fitsAll(one, { ParameterFilters: [path] }) && fitsAll(one, input));
  }
}

/** What the member that names a parameter must be. */
export const NAME = { required: true, min: 1, max: 2048 };

/** One page of a listing, in the order of names. */
export function pageOf(parameters: Parameter[], { MaxResults, NextToken = '' }: Input, usual: number) {
  const sorted = parameters.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const rest = sorted.filter(({ name }) => name > NextToken);
  const items = rest.slice(0, MaxResults ?? usual);
  return { items, NextToken: rest.length > items.length ? items.at(-1)?.name : undefined };
}
