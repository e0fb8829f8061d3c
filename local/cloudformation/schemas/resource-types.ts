import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../lib/root.ts';

/** A JSON schema as AWS writes those of its resource types, as far as a template is held to it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  enum?: (string | number | boolean)[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
}

/** What AWS publishes of a resource type. Paths of properties have dots: `RootDirectory.Path`. */
export interface ResourceType extends Schema {
  properties: Record<string, Schema>;
  definitions: Record<string, Schema>;
  /** Properties whose change needs a new resource. */
  createOnlyProperties?: string[];
  /** Properties whose change may need one. */
  conditionalCreateOnlyProperties?: string[];
  /** Properties that only the resource itself has, and no template gives: what GetAtt is for. */
  readOnlyProperties?: string[];
  primaryIdentifier?: string[];
  /** The property that has the resource's tags, where they can be changed. */
  tagProperty?: string;
}

export type ResourceTypes = Readonly<Record<string, ResourceType>>;

/** AWS's public schemas of the types that are served here; `scripts/resource-schemas.py` fetches them. */
export const resourceTypes: ResourceTypes = JSON.parse(
  readFileSync(join(projectRoot, 'local/cloudformation/schemas/resource-types.json'), 'utf8'),
);

/** The properties of a type that a template can give. */
export function writable({ properties, readOnlyProperties = [] }: ResourceType): string[] {
  return Object.keys(properties).filter((name) => !readOnlyProperties.includes(name));
}
