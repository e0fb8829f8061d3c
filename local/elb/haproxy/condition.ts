import type { Condition } from '../model.ts';
import { hasWildcard, wildcard, word } from './words.ts';

/** A rule's conditions as anonymous ACLs: all of them must hold, each with any of its values. */
export function conditionsText(conditions: Condition[]): string {
  return conditions.map(conditionText).join(' ');
}

// Private

function conditionText(condition: Condition): string {
  const matches = matchersOf(condition).map((matcher) => `{ ${matcher} }`);
  // HAProxy's `or` binds weaker than `and`: values that need two matchers are joined in one pattern instead.
  if (matches.length !== 1) throw new Error(`A condition on ${condition.field} became ${matches.length} matchers.`);
  return matches[0] as string;
}

function matchersOf({ field, header, values }: Condition): string[] {
  switch (field) {
    case 'host-header':
      return [
        patterns(
          'var(txn.host)',
          values.map((value) => value.toLowerCase()),
        ),
      ];
    case 'path-pattern':
      return [patterns('path', values)];
    case 'http-header':
      return [patterns(`req.fhdr(${header})`, values, '-i ')];
    case 'http-request-method':
      return [`method -m str ${values.map(word).join(' ')}`];
    case 'source-ip':
      return [`src -m ip ${values.map(word).join(' ')}`];
  }
}

/** Exact texts are compared as such; as soon as one has a wildcard, all are regular expressions. */
function patterns(sample: string, values: string[], flags = ''): string {
  const regular = values.some(hasWildcard);
  const texts = values.map((value) => word(regular ? wildcard(value) : value));
  return `${sample} -m ${regular ? 'reg' : 'str'} ${flags}-- ${texts.join(' ')}`;
}
