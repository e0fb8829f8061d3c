import type { BalancingOperation } from '../balancing.ts';
import { list } from '../input.ts';
import { taggedAt } from '../tagged.ts';

export const removeTags: BalancingOperation =
  ({ state }) =>
  (input) => {
    const keys = list(input.TagKeys);
    for (const resource of list(input.ResourceArns).map((arn) => taggedAt(state, arn))) {
      resource.write(resource.tags.filter(({ Key }) => !keys.includes(Key)));
    }
    return {};
  };
