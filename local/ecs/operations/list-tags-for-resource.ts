import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { taggedBy } from '../tagged.ts';

/** The tags of a cluster, definition, service or task. */
export const listTagsForResource =
  (ecs: Ecs): Operation =>
  (input) => ({ tags: taggedBy(ecs, input.resourceArn).tags });
