import type { Tag } from '../store/stacks.ts';
import type { Context, Made } from './handler.ts';
import { tagChanges } from './tags.ts';

/** EFS by the name that its requests are signed for. */
export const EFS = 'elasticfilesystem';

/** Changes tags to those of an update. */
export async function retag(ResourceId: string, next: Tag[] = [], last: Tag[] = [], { callAws }: Context) {
  const { set, unset } = tagChanges({ Tags: next }, { Tags: last });
  if (set.length > 0) await callAws(EFS, 'TagResource', { ResourceId, Tags: set });
  if (unset.length > 0) await callAws(EFS, 'UntagResource', { ResourceId, TagKeys: unset });
}

/** A resource of this kind with its id, which is also an attribute, and its ARN. */
export function madeTagged(id: string, kind: string, attribute: string, { region, account }: Context): Made {
  const Arn = `arn:aws:elasticfilesystem:${region}:${account}:${kind}/${id}`;
  return { physicalId: id, attributes: { Arn, [attribute]: id } };
}
