import { unless, unlessGone } from './answers.ts';
import type { Context, Properties } from './handler.ts';
import { isOurs, tagChanges } from './tags.ts';

/** The tags of something that is about to be created. */
export function ec2Tags(type: string, properties: Properties, context: Context): Properties {
  return { TagSpecifications: [{ ResourceType: type, Tags: context.tags(properties.Tags) }] };
}

/** Changes tags to those of an update. */
export async function retag(id: string, properties: Properties, previous: Properties, context: Context): Promise<void> {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await context.callAws('ec2', 'CreateTags', { Resources: [id], Tags: set });
  const gone = unset.map((Key) => ({ Key }));
  if (gone.length > 0) await context.callAws('ec2', 'DeleteTags', { Resources: [id], Tags: gone });
}

/** The id of something whose tags say that a lost create call made it for the resource in hand. */
export async function findTagged(operation: string, list: string, idMember: string, context: Context) {
  const answer = await context.callAws('ec2', operation, {});
  const found = answer[list].find(
    (one: Properties) => isOurs(one.Tags ?? [], context) && !context.isKnown(one[idMember]),
  );
  return found?.[idMember] as string | undefined;
}

/** Deletes the resource in hand by its id. */
export async function deleteBy(operation: string, idMember: string, context: Context): Promise<void> {
  await unlessGone(context.callAws('ec2', operation, { [idMember]: context.physicalId }));
}

/** A call that, begun again after a crash, may meet its own first success. */
export function tolerating(codes: RegExp, context: Context, operation: string, input: Properties) {
  const answer = context.callAws('ec2', operation, input);
  return context.resumed ? unless(codes, answer) : answer;
}
