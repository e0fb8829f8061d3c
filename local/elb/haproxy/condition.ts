import type { Condition } from '../model.ts';
import { hasWildcard, pairPattern, wildcard, word } from './words.ts';

/** A rule's conditions as anonymous ACLs: all of them must hold, each with any of its values. */
export function conditionsText(conditions: Condition[]): string {
  return conditions.map(conditionText).join(' ');
}

// Private

function conditionText(condition: Condition): string {
  return `{ ${matcherOf(condition)} }`;
}

/** Conditions whose values need several matchers are joined in one pattern: HAProxy's `or` binds weaker than `and`. */
function matcherOf({ field, header, values, keys = [], regular }: Condition): string {
  switch (field) {
    case 'host-header':
      return regular ? texts('var(txn.host)', values, regular, '-i ') : texts('var(txn.host)', lower(values), regular);
    case 'path-pattern':
      return texts('path', values, regular);
    case 'http-header':
      return texts(`req.fhdr(${header})`, values, regular, '-i ');
    case 'http-request-method':
      return `method -m str ${values.map(word).join(' ')}`;
    case 'query-string':
      return `query -m reg -i -- ${values.map((value, index) => word(pairPattern(keys[index], value))).join(' ')}`;
    case 'source-ip':
      return `src -m ip ${values.map(word).join(' ')}`;
  }
}

/** Exact texts are compared as such; as soon as one has a wildcard, all are regular expressions. */
function texts(sample: string, values: string[], regular: true | undefined, flags = ''): string {
  if (regular) return `${sample} -m reg ${flags}-- ${values.map(word).join(' ')}`;
  const wild = values.some(hasWildcard);
  const patterns = values.map((value) => word(wild ? wildcard(value) : value));
  return `${sample} -m ${wild ? 'reg' : 'str'} ${flags}-- ${patterns.join(' ')}`;
}

const lower = (values: string[]) => values.map((value) => value.toLowerCase());
