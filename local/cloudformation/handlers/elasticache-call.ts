import { type Context, HandlerFailure, type Properties } from './handler.ts';
import { tagChanges } from './tags.ts';

/** Calls the ElastiCache API. */
export function elastiCache({ callAws }: Context, operation: string, input: Properties) {
  return callAws('elasticache', operation, input);
}

/** Changes tags to those of an update. */
export async function retagElastiCache(kind: string, id: string, next: Properties, last: Properties, context: Context) {
  const ResourceName = `arn:aws:elasticache:${context.region}:${context.account}:${kind}:${id}`;
  const { set, unset } = tagChanges(next, last);
  if (set.length > 0) await elastiCache(context, 'AddTagsToResource', { ResourceName, Tags: set });
  if (unset.length > 0) await elastiCache(context, 'RemoveTagsFromResource', { ResourceName, TagKeys: unset });
}

/** Throws for a cache that is gone, or will never be available. */
export function checkAlive(id: string, status: string | undefined): void {
  if (status !== undefined && status !== 'create-failed') return;
  const message = `The cache ${id} ${status === undefined ? 'is gone' : 'failed'}; the log of the endpoint says why.`;
  throw new HandlerFailure(message, 'NotStabilized');
}

/** Names are kept in small letters, and without two hyphens in a row. */
export function cacheName(given: string | undefined, context: Context, most: number): string {
  return (given ?? context.name(most).replace(/-{2,}/g, '-')).toLowerCase();
}

/** What a change says: properties that a template no longer sets keep their last value. */
export function changed(next: Properties, last: Properties): Properties {
  const entries = Object.entries(next).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(last[name]));
  return Object.fromEntries(entries);
}
