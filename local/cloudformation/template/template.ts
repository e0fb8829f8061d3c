/** Any value of a template: JSON, in which objects with one key such as `Ref` are functions. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Values = { [key: string]: Value };

export interface TemplateResource {
  Type: string;
  Properties?: Values;
  Condition?: string;
  DependsOn?: string | string[];
  /** Functions only with the transform AWS::LanguageExtensions. */
  DeletionPolicy?: Value;
  UpdateReplacePolicy?: Value;
  UpdatePolicy?: Values;
  Metadata?: Value;
}

export interface TemplateParameter {
  Type: string;
  Default?: string | number | boolean;
  AllowedValues?: (string | number | boolean)[];
  AllowedPattern?: string;
  MinLength?: number | string;
  MaxLength?: number | string;
  MinValue?: number | string;
  MaxValue?: number | string;
  ConstraintDescription?: string;
  Description?: string;
  NoEcho?: boolean | string;
}

export interface TemplateOutput {
  Value: Value;
  Description?: string;
  Condition?: string;
  Export?: { Name: Value };
}

export interface TemplateRule {
  RuleCondition?: Value;
  Assertions: { Assert: Value; AssertDescription?: string }[];
}

/** A template as its author wrote it, short tags spelled out and every section present. */
export interface Template {
  Description: string | undefined;
  /** The transforms that it declares. */
  Transforms: string[];
  Metadata: Value | undefined;
  Parameters: Record<string, TemplateParameter>;
  Mappings: Values;
  Conditions: Values;
  Rules: Record<string, TemplateRule>;
  Resources: Record<string, TemplateResource>;
  Outputs: Record<string, TemplateOutput>;
}

/** True for an object that is no list: the shape of sections, properties and functions. */
export function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The function that a value is (`['Ref', 'Vpc']`), or undefined when it is plain data. */
export function functionOf(value: Value): [name: string, argument: Value] | undefined {
  if (!isMap(value)) return undefined;
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined) return undefined;
  // Policies have conditions too, which are maps.
  if (name === 'Condition' ? typeof value[name] !== 'string' : name !== 'Ref' && !name.startsWith('Fn::'))
    return undefined;
  return [name, value[name] as Value];
}
