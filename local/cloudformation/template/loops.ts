import { validationError } from '../errors.ts';
import { isMap, type Value, type Values } from './template.ts';

/** What a loop goes over when it names a parameter; undefined while that has no value yet. */
export type Collection = (parameter: string) => string[] | undefined;

const LOOP = /^Fn::ForEach::([a-zA-Z0-9]+)$/;

/**
 * The value with every `Fn::ForEach` carried out, as the transform AWS::LanguageExtensions does before anything else:
 * its body once for each item, `${Identifier}` and `&{Identifier}` (only its letters and digits) filled in.
 */
export function expandLoops(value: Value, collection: Collection): Value {
  if (Array.isArray(value)) return value.map((item) => expandLoops(item, collection));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) =>
    LOOP.test(key) ? rounds(key, inner, collection) : [[key, expandLoops(inner, collection)] as const],
  );
  refuseTwice(entries.map(([key]) => key));
  return Object.fromEntries(entries);
}

// Private

function rounds(name: string, loop: Value, collection: Collection): [string, Value][] {
  const [identifier, items, body] = Array.isArray(loop) && loop.length === 3 ? loop : [];
  if (typeof identifier !== 'string' || !isMap(body)) throw malformed(name);
  return collected(name, items as Value, collection).flatMap((item) =>
    Object.entries(expandLoops(filledIn(body, identifier, item), collection) as Values),
  );
}

function collected(name: string, items: Value, collection: Collection): string[] {
  if (Array.isArray(items))
    return items.flatMap((item) => (isMap(item) ? collected(name, item, collection) : [String(item)]));
  // While it has no value, its name stands for one: which resources there are is for later to say, that there are some is not.
  if (isMap(items) && typeof items.Ref === 'string') return collection(items.Ref) ?? [items.Ref];
  throw malformed(name);
}

function filledIn(value: Value, identifier: string, item: string): Value {
  const fill = (text: string) =>
    text.replaceAll(`\${${identifier}}`, item).replaceAll(`&{${identifier}}`, item.replace(/[^a-zA-Z0-9]/g, ''));
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((inner) => filledIn(inner, identifier, item));
  if (!isMap(value)) return value;
  if (value.Ref === identifier && Object.keys(value).length === 1) return item;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [fill(key), filledIn(inner, identifier, item)]),
  );
}

function refuseTwice(keys: string[]): void {
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    throw validationError(`Transform AWS::LanguageExtensions failed with: Fn::ForEach makes the key ${twice} twice`);
}

function malformed(name: string): Error {
  return validationError(`Transform AWS::LanguageExtensions failed with: ${name} layout is incorrect`);
}
