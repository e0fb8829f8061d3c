import { AwsError } from '../endpoint/service.ts';
import type { Ecs } from './ecs.ts';
import { required } from './lookup.ts';
import type { Tag } from './model.ts';

/** The tags of what an ARN names, and how to keep others. */
export function taggedBy({ store }: Ecs, arn: string): { tags: Tag[]; replace: (tags: Tag[]) => void } {
  required(arn, 'resourceArn');
  for (const collection of [store.capacityProviders, store.clusters, store.definitions, store.services, store.tasks]) {
    const found = (collection.all() as { arn: string; tags: Tag[] }[]).find((each) => each.arn === arn);
    if (!found) continue;
    const replace = (tags: Tag[]) => {
      found.tags = tags;
      collection.save(found as never);
    };
    return { tags: found.tags, replace };
  }
  throw new AwsError('InvalidParameterException', 'The specified resource could not be found.');
}
