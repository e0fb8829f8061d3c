import type { Handler } from '../handlers/handler.ts';
import type { ResourceState } from '../store/resources.ts';
import type { Value, Values } from '../template/template.ts';

/** What it takes to bring a resource from one set of properties to another. */
export type Change = 'none' | 'update' | 'replace';

/** Compares resolved properties; numbers and booleans equal their texts, as CloudFormation takes them. */
export function changeBetween(before: Values, after: Values, handler: Handler): Change {
  const changed = changedProperties(before, after);
  if (changed.length === 0) return 'none';
  if (!handler.update || handler.replacedBy.includes('*')) return 'replace';
  const differs = (path: string) => canonical(memberAt(before, path)) !== canonical(memberAt(after, path));
  return handler.replacedBy.some(differs) ? 'replace' : 'update';
}

/** The same for all that a resource is made of: the stack's tags are brought to it in place. */
export function changeOf(before: ResourceState, after: ResourceState, handler: Handler): Change {
  const change = changeBetween(before.properties, after.properties, handler);
  return change === 'none' && handler.update && hasOtherTags(before, after) ? 'update' : change;
}

/** Whether the stack's tags differ; what was made before they were kept with each resource counts as tagged. */
export function hasOtherTags({ tags: before }: ResourceState, { tags: after }: ResourceState): boolean {
  if (before === undefined || after === undefined) return false;
  return canonical(before as unknown as Value) !== canonical(after as unknown as Value);
}

/** The names of the outermost properties that differ. */
export function changedProperties(before: Values, after: Values): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => canonical(before[name]) !== canonical(after[name]));
}

/** A text that is the same for equal values, whatever the order of keys. */
export function canonical(value: Value | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  }
  return value === undefined || value === null ? 'null' : JSON.stringify(String(value));
}

// Private

/** What is at a path of names with dots between them. */
function memberAt(properties: Values, path: string): Value | undefined {
  return path.split('.').reduce<Value | undefined>((value, name) => (value as Values | undefined)?.[name], properties);
}
