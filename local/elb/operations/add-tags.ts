import type { BalancingOperation } from '../balancing.ts';
import { list } from '../input.ts';
import { taggedAt } from '../tagged.ts';
import { tagsIn, withTags } from '../tags.ts';

export const addTags: BalancingOperation =
  ({ state }) =>
  (input) => {
    const tags = tagsIn(input);
    for (const resource of list(input.ResourceArns).map((arn) => taggedAt(state, arn))) {
      resource.write(withTags(resource.tags, tags));
    }
    return {};
  };
