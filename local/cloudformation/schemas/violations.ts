import { canonical } from '../engine/diff.ts';
import { hasReference } from '../evaluate/dynamic-references.ts';
import { isMap, type Value, type Values } from '../template/template.ts';
import { type ResourceType, type Schema, writable } from './resource-types.ts';

/**
 * What in a resource's properties its type's schema does not allow, in AWS's words: those of the Everit validator, of
 * which CloudFormation leaves out the values (aws-cloudformation/cloudformation-resource-schema, pull request 40).
 * Numbers and booleans may be texts, as everywhere in a template.
 */
export function violations(properties: Values, type: ResourceType): string[] {
  const given = writable(type);
  const top = { ...type, properties: Object.fromEntries(given.map((name) => [name, type.properties[name] as Schema])) };
  return violationsOf(properties, top, { at: '#', type });
}

// Private

interface Place {
  at: string;
  type: ResourceType;
}

function violationsOf(value: Value, given: Schema, place: Place): string[] {
  // What a dynamic reference stands for is not known before the resource is made.
  if (typeof value === 'string' && hasReference(value)) return [];
  const schema = resolved(given, place.type);
  const wrong = wrongType(value, schema);
  if (wrong !== undefined) return [`${place.at}: ${wrong}`];
  if (Array.isArray(value)) return ofList(value, schema, place);
  if (isMap(value)) return ofMap(value, schema, place);
  return ofScalar(value, schema).map((sentence) => `${place.at}: ${sentence}`);
}

/** What stands beside a reference holds as well. */
function resolved({ $ref, ...rest }: Schema, type: ResourceType): Schema {
  const target = $ref === undefined ? undefined : type.definitions[$ref.replace('#/definitions/', '')];
  return target ? { ...resolved(target, type), ...rest } : rest;
}

const KINDS: Readonly<Record<string, (value: Value) => boolean>> = {
  array: Array.isArray,
  object: isMap,
  string: (value) => typeof value !== 'object',
  boolean: (value) => /^(true|false)$/.test(String(value)),
  integer: (value) => isNumber(value) && Number.isInteger(Number(value)),
  number: isNumber,
};

const NAMES: Readonly<Record<string, string>> = { array: 'JSONArray', object: 'JSONObject' };

function wrongType(value: Value, { type }: Schema): string | undefined {
  const types = [type ?? []].flat();
  if (types.length === 0 || types.some((one) => KINDS[one]?.(value))) return undefined;
  const names = types.map((one) => NAMES[one] ?? capitalised(one));
  const expected = names.length === 1 ? `expected type: ${names[0]}` : `expected type is one of ${names.join(', ')}`;
  const found = Array.isArray(value) ? 'JSONArray' : isMap(value) ? 'JSONObject' : capitalised(typeof value);
  return `${expected}, found: ${found}`;
}

function ofMap(values: Values, schema: Schema, { at, type }: Place): string[] {
  const missing = (schema.required ?? []).filter((name) => values[name] === undefined);
  return [
    ...missing.map((name) => `${at}: required key [${name}] not found`),
    ...Object.entries(values).flatMap(([name, value]) => {
      const member = memberSchema(name, schema);
      if (member === false) return [`${at}: extraneous key [${name}] is not permitted`];
      return member ? violationsOf(value, member, { at: `${at}/${name}`, type }) : [];
    }),
  ];
}

/** The schema of a member; undefined when it may be anything, false when it may not be there. */
function memberSchema(name: string, schema: Schema): Schema | false | undefined {
  const { properties = {}, patternProperties = {}, additionalProperties } = schema;
  if (Object.hasOwn(properties, name)) return properties[name];
  const pattern = Object.keys(patternProperties).find((one) => matches(name, one));
  if (pattern !== undefined) return patternProperties[pattern];
  return additionalProperties === true ? undefined : additionalProperties;
}

function ofList(items: Value[], schema: Schema, { at, type }: Place): string[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems } = schema;
  const wrong = [
    items.length < minItems && `expected minimum item count: ${minItems}, found: ${items.length}`,
    items.length > maxItems && `expected maximum item count: ${maxItems}, found: ${items.length}`,
    uniqueItems && new Set(items.map(canonical)).size < items.length && 'array items are not unique',
  ];
  const inner = items.flatMap((item, index) =>
    schema.items ? violationsOf(item, schema.items, { at: `${at}/${index}`, type }) : [],
  );
  return [...wrong.flatMap((sentence) => (sentence ? [`${at}: ${sentence}`] : [])), ...inner];
}

function ofScalar(value: Value, schema: Schema): string[] {
  const isText = [schema.type].flat().includes('string');
  return [...(isText ? ofText(String(value), schema) : ofNumber(Number(value), schema)), ...ofEnum(value, schema)];
}

function ofText(text: string, { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern }: Schema): string[] {
  return [
    ...(text.length < minLength ? [`expected minLength: ${minLength}, actual: ${text.length}`] : []),
    ...(text.length > maxLength ? [`expected maxLength: ${maxLength}, actual: ${text.length}`] : []),
    ...(pattern !== undefined && !matches(text, pattern) ? [failed('pattern')] : []),
  ];
}

function ofNumber(number: number, schema: Schema): string[] {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  return [...(number < minimum ? [failed('minimum')] : []), ...(number > maximum ? [failed('maximum')] : [])];
}

/** Some patterns name classes of Unicode, some others cannot be read in its mode. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return new RegExp(pattern).test(text);
  }
}

function ofEnum(value: Value, schema: Schema): string[] {
  return schema.enum && !schema.enum.map(String).includes(String(value)) ? [failed('enum')] : [];
}

function failed(keyword: string): string {
  return `failed validation constraint for keyword [${keyword}]`;
}

function isNumber(value: Value): boolean {
  return typeof value !== 'object' && String(value).trim() !== '' && !Number.isNaN(Number(value));
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
