import { check } from '../endpoint/check.ts';
import type { Input } from '../endpoint/service.ts';
import type { Secret } from './secrets.ts';

/** Throws for a filter that Secrets Manager does not know. */
export function checkFilters({ Filters = [] }: Input): void {
  for (const [index, { Key }] of Filters.entries()) {
    const member = `filters.${index + 1}.member.key`;
    check({ [member]: Key }, { [member]: { required: true, oneOf: KEYS } });
  }
}

/** Whether a secret is one of those that all filters of a request mean. */
export function fitsAll(secret: Secret, { Filters = [] }: Input): boolean {
  return Filters.every((filter: Input) => fits(secret, filter));
}

// Private

const KEYS = ['all', 'name', 'tag-key', 'description', 'tag-value', 'primary-region', 'owning-service'];

/** A value with `!` before it means those that do not begin so. */
function fits(secret: Secret, { Key, Values = [] }: Input): boolean {
  const texts = textsOf(secret)[Key] ?? Object.values(textsOf(secret)).flat();
  return Values.some((value: string) => {
    const isNegated = value.startsWith('!');
    const start = isNegated ? value.slice(1) : value;
    return texts.some((text) => text.startsWith(start)) !== isNegated;
  });
}

/** No secret here has a replica, or belongs to another service. */
function textsOf({ name, description = '', tags }: Secret): Record<string, string[]> {
  return {
    name: [name],
    description: [description],
    'tag-key': tags.map((tag) => tag.Key),
    'tag-value': tags.map((tag) => tag.Value),
    'primary-region': [],
    'owning-service': [],
  };
}
