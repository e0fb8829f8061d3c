/** A schema of openapi.yml. */
export interface OpenSchema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: readonly unknown[];
  items?: OpenSchema;
  properties?: Readonly<Record<string, OpenSchema>>;
  required?: readonly string[];
  additionalProperties?: OpenSchema | false;
  anyOf?: readonly OpenSchema[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

export type Schemas = Readonly<Record<string, OpenSchema>>;

/** Where a value does not fit a schema, as `$.live.id: no text`; undefined where it fits. */
export function misfit(value: unknown, schema: OpenSchema, all: Schemas, at = '$'): string | undefined {
  if (schema.$ref !== undefined)
    return misfit(value, all[schema.$ref.split('/').at(-1) as string] as OpenSchema, all, at);
  if (schema.anyOf) {
    const each = schema.anyOf.map((one) => misfit(value, one, all, at));
    return each.includes(undefined) ? undefined : each[0];
  }
  if (schema.enum && !schema.enum.includes(value)) return `${at}: ${JSON.stringify(value)} is none of ${schema.enum}`;
  return CHECKS[schema.type ?? '']?.(value, schema, all, at);
}

// Private

type Check = (value: unknown, schema: OpenSchema, all: Schemas, at: string) => string | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  string: (value, { format }, _, at) => {
    if (typeof value !== 'string') return `${at}: no text`;
    return format === 'date-time' && Number.isNaN(Date.parse(value)) ? `${at}: no time` : undefined;
  },
  integer: (value, _, __, at) => (Number.isInteger(value) ? undefined : `${at}: no whole number`),
  number: (value, _, __, at) => (typeof value === 'number' ? undefined : `${at}: no number`),
  boolean: (value, _, __, at) => (typeof value === 'boolean' ? undefined : `${at}: neither true nor false`),
  array: (value, { items = {} }, all, at) => {
    if (!Array.isArray(value)) return `${at}: no list`;
    return value.map((each, index) => misfit(each, items, all, `${at}[${index}]`)).find((found) => found !== undefined);
  },
  object: checkObject,
};

function checkObject(value: unknown, schema: OpenSchema, all: Schemas, at: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at}: no object`;
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${at}: ${missing} is missing`;
  for (const [name, member] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    // What is answered is written down: else nobody could count on it.
    if (!own) return `${at}: ${name} is not in the schema`;
    const found = misfit(member, own, all, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
