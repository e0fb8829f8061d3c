import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { taggedBy } from '../tagged.ts';

/** Removes the tags with these keys. */
export const untagResource =
  (ecs: Ecs): Operation =>
  (input) => {
    const tagged = taggedBy(ecs, input.resourceArn);
    tagged.replace(tagged.tags.filter(({ key }) => !(input.tagKeys ?? []).includes(key)));
    return {};
  };
