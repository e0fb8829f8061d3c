import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import type { Parameter } from './parameter.ts';

interface Shelf {
  find(name: string): Parameter | undefined;
  put(name: string, parameter: Parameter): void;
}

/** The operations on the tags of parameters, the only resources of Systems Manager that there are. */
export function tagOperations(parameters: Shelf): Record<string, Operation> {
  const tagged = (input: Input): Parameter => {
    const parameter = input.ResourceType === 'Parameter' ? parameters.find(input.ResourceId) : undefined;
    if (parameter) return parameter;
    throw new AwsError(
      'InvalidResourceId',
      'The resource ID is not valid. Verify that you entered the correct ID and try again.',
    );
  };
  const retag = (parameter: Parameter, tags: Parameter['tags']) =>
    parameters.put(parameter.name, { ...parameter, tags });
  return {
    AddTagsToResource(input) {
      const parameter = tagged(input);
      const all = new Map([...(parameter.tags ?? []), ...(input.Tags ?? [])].map((tag) => [tag.Key, tag]));
      retag(parameter, [...all.values()]);
      return {};
    },
    RemoveTagsFromResource(input) {
      const parameter = tagged(input);
      retag(
        parameter,
        parameter.tags?.filter(({ Key }) => !(input.TagKeys ?? []).includes(Key)),
      );
      return {};
    },
    ListTagsForResource: (input) => ({ TagList: tagged(input).tags ?? [] }),
  };
}
