import type { Config } from '../config.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { openDocuments } from '../store/documents.ts';
import { coverage } from './coverage.ts';
import { invalid, notFound } from './errors.ts';
import { type Parameter, parseSelection, shown } from './parameter.ts';
import { publicParameters } from './public-parameters.ts';
import { checkValue, parameterFrom } from './put.ts';
import { tagOperations } from './tags.ts';

/** Systems Manager: Parameter Store only. Strings and lists, and the ids of ECS's images that AWS publishes. */
export function createSsm({ config, database }: { config: Config; database: Database }): Service {
  const own = openDocuments<Parameter>(database, 'ssm_parameter');
  const published = new Map(publicParameters(config.region).map((one) => [one.name, one]));

  return {
    signingName: 'ssm',
    protocol: 'json',
    version: '2014-11-06',
    target: 'AmazonSSM',
    coverage,
    operations: {
      PutParameter(input) {
        check(input, { Name: NAME, Value: { required: true, min: 1 } });
        const existing = own.find(input.Name);
        if (existing && !input.Overwrite) throw exists();
        const parameter = parameterFrom(input, existing);
        checkValue(parameter);
        own.put(parameter.name, parameter);
        return { Version: parameter.version, Tier: 'Standard' };
      },
      GetParameter(input) {
        check(input, { Name: NAME });
        return { Parameter: existing(input.Name) };
      },
      GetParameters(input) {
        check(input, { Names: { required: true, min: 1, max: 10 } });
        const Names: string[] = [...new Set<string>(input.Names)];
        const found = Names.map((name) => ({ name, parameter: selected(name) }));
        return {
          Parameters: found.flatMap(({ parameter }) => parameter ?? []),
          InvalidParameters: found.filter(({ parameter }) => !parameter).map(({ name }) => name),
        };
      },
      GetParametersByPath(input) {
        check(input, { Path: NAME, MaxResults: { atLeast: 1, atMost: 10 } });
        if (input.ParameterFilters?.length > 0) throw invalid('ParameterFilters are not served here.');
        if (!input.Path.startsWith('/'))
          throw invalid(
            'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".',
          );
        return pageOf(below(input.Path, input.Recursive === true), input);
      },
      DeleteParameter(input) {
        check(input, { Name: NAME });
        if (!own.find(input.Name)) throw notFound();
        own.remove(input.Name);
        return {};
      },
      ...tagOperations(own),
    },
  };

  // Private

  function selected(text: string) {
    const { name, selector } = parseSelection(text);
    const parameter = own.find(name) ?? published.get(name);
    const isThere = parameter && (selector === undefined || selector === `:${parameter.version}`);
    return isThere ? shown(parameter, config, selector) : undefined;
  }

  function existing(text: string) {
    const found = selected(text);
    if (found) return found;
    const { name, selector } = parseSelection(text);
    if (selector === undefined || !selected(name)) throw notFound();
    throw new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector.slice(1)} of ${name}. Verify the version and try again.`,
    );
  }

  function below(path: string, recursive: boolean): Parameter[] {
    const folder = path.endsWith('/') ? path : `${path}/`;
    // Those of AWS are listed only to who asks for them.
    const known = path.startsWith('/aws') ? [...published.values()] : own.list();
    return known
      .filter(({ name }) => name.startsWith(folder) && (recursive || !name.slice(folder.length).includes('/')))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  function pageOf(parameters: Parameter[], { MaxResults = 10, NextToken = '' }: Input) {
    const rest = parameters.filter(({ name }) => name > NextToken);
    const page = rest.slice(0, MaxResults);
    return {
      Parameters: page.map((one) => shown(one, config)),
      NextToken: rest.length > page.length ? page.at(-1)?.name : undefined,
    };
  }
}

// Private

const NAME = { required: true, min: 1, max: 2048 };

function exists(): AwsError {
  return new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
}
