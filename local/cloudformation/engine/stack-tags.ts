import { resourceTypes } from '../schemas/resource-types.ts';
import type { Tag } from '../store/stacks.ts';
import { isMap, type Value, type Values } from '../template/template.ts';

/** Whether resources of this type have tags, and with them those of their stack. */
export function isTaggable(type: string): boolean {
  return resourceTypes[type]?.tagProperty !== undefined;
}

/** The properties with the stack's tags among the resource's own, which stand before them. */
export function withStackTags(type: string, properties: Values, tags: readonly Tag[] = []): Values {
  const name = resourceTypes[type]?.tagProperty;
  if (name === undefined || tags.length === 0) return properties;
  return { ...properties, [name]: merged(properties[name], tags, isMapOfTags(type, name)) };
}

// Private

function isMapOfTags(type: string, name: string): boolean {
  return resourceTypes[type]?.properties[name]?.type === 'object';
}

function merged(own: Value | undefined, tags: readonly Tag[], asMap: boolean): Value {
  if (asMap) return { ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])), ...(isMap(own) ? own : {}) };
  const given = (Array.isArray(own) ? own : []) as Values[];
  const others = tags.filter(({ Key }) => !given.some((tag) => tag.Key === Key));
  return [...others.map((tag) => ({ ...tag })), ...given];
}
