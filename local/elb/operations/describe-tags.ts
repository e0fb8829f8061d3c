import type { BalancingOperation } from '../balancing.ts';
import { list } from '../input.ts';
import { taggedAt } from '../tagged.ts';

export const describeTags: BalancingOperation =
  ({ state }) =>
  (input) => ({
    TagDescriptions: list(input.ResourceArns).map((ResourceArn) => ({
      ResourceArn,
      Tags: taggedAt(state, ResourceArn).tags,
    })),
  });
