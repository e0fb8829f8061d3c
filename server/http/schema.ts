/** The shape of a value of the API, as JSON Schema and OpenAPI write it down. */
export interface Schema {
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  description?: string;
  format?: string;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  nullable?: true;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: Schema | boolean;
  anyOf?: readonly Schema[];
  /** Set of a shape with a name, which openapi.yml lists once. */
  title?: string;
}

/** A text. */
export function text(description: string, more: Partial<Schema> = {}): Schema {
  return { type: 'string', description, ...more };
}

/** One of a few words. */
export function word(description: string, values: readonly string[]): Schema {
  return { type: 'string', description, enum: values };
}

/** A time as RFC 3339 has it. */
export function time(description: string): Schema {
  return { type: 'string', format: 'date-time', description };
}

export function integer(description: string): Schema {
  return { type: 'integer', description };
}

export function decimal(description: string): Schema {
  return { type: 'number', description };
}

export function yesNo(description: string): Schema {
  return { type: 'boolean', description };
}

export function listOf(items: Schema, description?: string): Schema {
  return { type: 'array', items, ...(description !== undefined && { description }) };
}

/** Any names with values of one shape. */
export function mapOf(additionalProperties: Schema | true, description: string): Schema {
  return { type: 'object', description, additionalProperties };
}

/** A shape with a name. All of its members are always there but for those named in `optional`. */
export function shape(title: string, properties: Record<string, Schema>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', title, properties, required };
}
