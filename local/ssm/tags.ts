import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import type { Parameter, Tag } from './parameter.ts';
import type { Parameters } from './parameters.ts';

/** The operations on the tags of parameters. */
export function tagOperations(own: Parameters): Record<string, Operation> {
  return {
    AddTagsToResource(input) {
      check(input, { Tags: { required: true, max: MOST } });
      const parameter = tagged(input);
      const keys = input.Tags.map(({ Key }: Tag) => Key);
      own.change(parameter, { tags: [...without(parameter, keys), ...input.Tags] });
      return {};
    },
    RemoveTagsFromResource(input) {
      check(input, { TagKeys: { required: true } });
      const parameter = tagged(input);
      own.change(parameter, { tags: without(parameter, input.TagKeys) });
      return {};
    },
    ListTagsForResource: (input) => ({ TagList: tagged(input).tags ?? [] }),
  };

  function tagged({ ResourceType, ResourceId }: Input): Parameter {
    if (ResourceType !== 'Parameter') throw new AwsError('InvalidResourceType', 'Only parameters are served here.');
    const found = own.find(String(ResourceId));
    if (found) return found;
    throw new AwsError('InvalidResourceId', 'Invalid Resource Id');
  }
}

// Private

/** Tags that one call may bring. */
const MOST = 1000;

function without({ tags = [] }: Parameter, keys: string[]): Tag[] {
  return tags.filter(({ Key }) => !keys.includes(Key));
}
