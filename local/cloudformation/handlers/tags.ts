import type { Tag } from '../store/stacks.ts';
import type { Context, Properties } from './handler.ts';

/** Tags with small member names, as the JSON services have them. */
export function lowerTags(tags: Tag[]): { key: string; value: string }[] {
  return tags.map(({ Key, Value }) => ({ key: Key, value: String(Value) }));
}

/** Tags as a map, as Kinesis and Logs have them. */
export function tagMap(tags: Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]));
}

/** Which tags an update sets, and the keys of those it takes away. */
export function tagChanges(properties: Properties, previous: Properties): { set: Tag[]; unset: string[] } {
  const next: Tag[] = properties.Tags ?? [];
  const last: Tag[] = previous.Tags ?? [];
  return {
    set: next.filter(({ Key, Value }) => !last.some((tag) => tag.Key === Key && tag.Value === Value)),
    unset: last.map(({ Key }) => Key).filter((key) => !next.some((tag) => tag.Key === key)),
  };
}

/** Whether CloudFormation's own tags say that this thing was made for the resource in hand. */
export function isOurs(
  tags: { Key?: string; Value?: string; key?: string; value?: string }[],
  context: Context,
): boolean {
  const wanted = context.tags().filter(({ Key }) => Key.startsWith('aws:cloudformation:'));
  return wanted.every(({ Key, Value }) =>
    tags.some((tag) => (tag.Key ?? tag.key) === Key && (tag.Value ?? tag.value) === Value),
  );
}
