import type { Input } from '../endpoint/service.ts';

/**
 * The resources that a Describe call asks for: by ids and by filters. A filter's name is the path of a member
 * (`vpc-id` is VpcId, `attachment.vpc-id` is the VpcId of any of Attachments), or `tag:key`, or `tag-key`.
 */
export function select<T extends object>(resources: readonly T[], ids: unknown, id: keyof T, input: Input): T[] {
  const wanted = Array.isArray(ids) && ids.length > 0 ? ids : undefined;
  const filters: { Name: string; Values: string[] }[] = input.Filters || [];
  return resources
    .filter((resource) => !wanted || wanted.includes(resource[id]))
    .filter((resource) => filters.every(({ Name, Values }) => valuesAt(resource, Name).some(fits(Values))));
}

// Private

function fits(patterns: string[]): (value: string) => boolean {
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(quote).join('.*')}$`, 's'));
  return (value) => expressions.some((expression) => expression.test(value));
}

function quote(text: string): string {
  return text.replace(/[.+^${}()|[\]\\?]/g, '\\$&');
}

function valuesAt(resource: object, name: string): string[] {
  if (name.startsWith('tag:')) return tags(resource).flatMap((t) => (t.Key === name.slice(4) ? [t.Value] : []));
  if (name === 'tag-key') return tags(resource).map(({ Key }) => Key);
  return name
    .split('.')
    .reduce<unknown[]>((values, step) => values.flatMap((each) => member(each, step)), [resource])
    .map(String);
}

function tags(resource: object): { Key: string; Value: string }[] {
  return (resource as { Tags?: { Key: string; Value: string }[] }).Tags ?? [];
}

function member(value: unknown, step: string): unknown[] {
  const name = (ALIASES[step] ?? step).replace(/(^|-)([a-z])/g, (_, __, letter) => letter.toUpperCase());
  const object = value as Record<string, unknown>;
  const found = object[name] ?? object[`${name}s`];
  return found === undefined ? [] : [found].flat();
}

/** Filters that are not called after their member. */
const ALIASES: Record<string, string> = { cidr: 'cidr-block', 'zone-state': 'state' };
