import { join } from 'node:path';
import type { Config } from '../config.ts';
import { arnOf, currentCaller } from '../endpoint/caller.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type Operation, type Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { openVault } from '../store/vault.ts';
import { coverage } from './coverage.ts';
import { describeOperations } from './describe.ts';
import { labelParameterVersion } from './labels.ts';
import { holdsSecrets, Parameters } from './parameters.ts';
import { checkValue, parameterFrom } from './put.ts';
import { NAME, readingOperations } from './reading.ts';
import { tagOperations } from './tags.ts';

/** Systems Manager: Parameter Store only. What the account keeps, and the ids of ECS's images that AWS publishes. */
export function createSsm({ config, database }: { config: Config; database: Database }): Service {
  const own = new Parameters(database, openVault(join(config.home, 'parameters.key'), holdsSecrets(database)));
  return {
    signingName: 'ssm',
    protocol: 'json',
    version: '2014-11-06',
    target: 'AmazonSSM',
    coverage,
    operations: {
      ...writingOperations(own, config),
      ...readingOperations(own, config),
      ...describeOperations(own, config),
      ...tagOperations(own),
      LabelParameterVersion: labelParameterVersion(own),
    },
  };
}

// Private

/** The operations that put parameters and take them away. */
function writingOperations(own: Parameters, config: Config): Record<string, Operation> {
  return {
    PutParameter(input) {
      check(input, { Name: NAME, Value: { required: true, min: 1 } });
      const existing = own.find(input.Name);
      if (existing && !input.Overwrite) throw exists();
      const parameter = parameterFrom(input, existing);
      checkValue(parameter);
      own.add({ ...parameter, modifiedBy: arnOf(currentCaller(), config) });
      return { Version: parameter.version, Tier: 'Standard' };
    },
    DeleteParameter(input) {
      check(input, { Name: NAME });
      own.remove(input.Name);
      return {};
    },
    DeleteParameters(input) {
      check(input, { Names: { required: true, min: 1, max: 10 } });
      const names: string[] = [...new Set<string>(input.Names)];
      const known = names.filter((name) => own.find(name));
      for (const name of known) own.remove(name);
      return { DeletedParameters: known, InvalidParameters: names.filter((name) => !known.includes(name)) };
    },
  };
}

function exists(): AwsError {
  return new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
}
