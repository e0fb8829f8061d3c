import { page } from '../datastores/pages.ts';
import { lower } from '../datastores/requests.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { ENGINES } from './engines/all.ts';
import type { ParameterGroup, Store } from './model.ts';
import type { Views } from './views.ts';

/** The operations on parameter groups: parameters are kept and told; the servers here run with those that fit their memory. */
export function parameterGroupOperations(store: Store, views: Views): Record<string, Operation> {
  const { parameterGroups, instances } = store;
  return {
    CreateDBParameterGroup(input) {
      const name = lower(input.DBParameterGroupName);
      const family = String(input.DBParameterGroupFamily);
      if (parameterGroups.has(name))
        throw new AwsError('DBParameterGroupAlreadyExists', `Parameter group ${name} already exists`);
      if (!ENGINES.some((engine) => engine.family === family))
        throw new AwsError(
          'InvalidParameterValue',
          `ParameterGroupFamily ${family} is not a valid parameter group family`,
        );
      const tags = (input.Tags ?? []).map(({ Key, Value }: Input) => ({ Key, Value: String(Value ?? '') }));
      const description = String(input.Description ?? '');
      const group = parameterGroups.put(name, { name, family, description, parameters: {}, tags });
      return { DBParameterGroup: views.parameterGroup(group) };
    },
    DescribeDBParameterGroups(input) {
      const { DBParameterGroupName: name } = input;
      const all = name ? [parameterGroups.get(lower(name))] : parameterGroups.list();
      const { items, next } = page(all, input);
      return { DBParameterGroups: items.map((each) => views.parameterGroup(each)), Marker: next };
    },
    DescribeDBParameters(input) {
      const { items, next } = page(parametersOf(parameterGroups.get(lower(input.DBParameterGroupName))), input);
      return { Parameters: items, Marker: next };
    },
    ModifyDBParameterGroup(input) {
      const { name, parameters } = parameterGroups.get(lower(input.DBParameterGroupName));
      const given = (input.Parameters ?? []).map((each: Input) => [each.ParameterName, String(each.ParameterValue)]);
      parameterGroups.change(name, { parameters: { ...parameters, ...Object.fromEntries(given) } });
      return { DBParameterGroupName: name };
    },
    ResetDBParameterGroup(input) {
      const { name, parameters } = parameterGroups.get(lower(input.DBParameterGroupName));
      const named: string[] = (input.Parameters ?? []).map((each: Input) => each.ParameterName);
      const isGone = (key: string) => String(input.ResetAllParameters) === 'true' || named.includes(key);
      const left = Object.entries(parameters).filter(([key]) => !isGone(key));
      parameterGroups.change(name, { parameters: Object.fromEntries(left) });
      return { DBParameterGroupName: name };
    },
    DeleteDBParameterGroup(input) {
      const { name } = parameterGroups.get(lower(input.DBParameterGroupName));
      if (instances.list().some(({ parameterGroup }) => parameterGroup === name))
        throw new AwsError(
          'InvalidDBParameterGroupState',
          'One or more database instances are still members of this parameter group.',
        );
      parameterGroups.remove(name);
      return undefined;
    },
  };
}

// Private

function parametersOf({ parameters }: ParameterGroup) {
  return Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
    Source: 'user',
    IsModifiable: true,
  }));
}
