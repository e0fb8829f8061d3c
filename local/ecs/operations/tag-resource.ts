import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import type { Tag } from '../model.ts';
import { taggedBy } from '../tagged.ts';

/** Sets tags, each in place of one with the same key. */
export const tagResource =
  (ecs: Ecs): Operation =>
  (input) => {
    const tagged = taggedBy(ecs, input.resourceArn);
    const wanted: Tag[] = input.tags ?? [];
    const others = tagged.tags.filter(({ key }) => !wanted.some((tag) => tag.key === key));
    tagged.replace([...others, ...wanted]);
    return {};
  };
