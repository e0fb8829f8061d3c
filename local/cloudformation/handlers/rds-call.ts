import type { Context, Properties } from './handler.ts';
import { tagChanges } from './tags.ts';

/** Calls the RDS API. */
export function rds({ callAws }: Context, operation: string, input: Properties) {
  return callAws('rds', operation, input);
}

/** Changes tags to those of an update. */
export async function retagRds(ResourceName: string, next: Properties, last: Properties, context: Context) {
  const { set, unset } = tagChanges(next, last);
  if (set.length > 0) await rds(context, 'AddTagsToResource', { ResourceName, Tags: set });
  if (unset.length > 0) await rds(context, 'RemoveTagsFromResource', { ResourceName, TagKeys: unset });
}

/** The ARN of something that RDS has. */
export function rdsArn(kind: string, id: string, { region, account }: Context): string {
  return `arn:aws:rds:${region}:${account}:${kind}:${id}`;
}
