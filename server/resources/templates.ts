import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { parseTemplate } from '../deploy/template-yaml.ts';
import { KINDS, type ResourceKind } from '../model/resource.ts';
import { optionName, type ResourceOption } from '../model/resource-option.ts';

/** A kind of resource, and what can be chosen of it. */
export interface ResourceType {
  name: ResourceKind;
  options: ResourceOption[];
}

/** The text of a kind's template. */
export function resourceTemplate(kind: ResourceKind): string {
  return readFileSync(join(projectRoot, 'templates', 'resources', `${kind}.yml`), 'utf8');
}

/** A kind as its template declares it. */
export function resourceType(kind: ResourceKind): ResourceType {
  const { Parameters, Metadata = {} } = parseTemplate(resourceTemplate(kind)) as Declarations;
  const shown = Object.entries(Parameters).filter(([parameter]) => !INTERNAL.includes(parameter));
  const fixed = Metadata.Fixed ?? [];
  return { name: kind, options: shown.map(([parameter, declared]) => optionOf(parameter, declared, fixed)) };
}

/** All kinds. */
export function resourceTypes(): ResourceType[] {
  return (Object.keys(KINDS) as ResourceKind[]).map(resourceType);
}

// Private

interface Declared {
  Description: string;
  Default: string | number;
  AllowedValues?: string[];
  AllowedPattern?: string;
  MinValue?: number;
  MaxValue?: number;
}

interface Declarations {
  Metadata?: { Fixed?: string[] };
  Parameters: Record<string, Declared>;
}

/** Parameters that the rack itself gives. */
const INTERNAL = ['Rack', 'Name', 'Roles'];

function optionOf(parameter: string, declared: Declared, fixed: readonly string[]): ResourceOption {
  const { Description, Default, AllowedValues, AllowedPattern, MinValue, MaxValue } = declared;
  return {
    name: optionName(parameter),
    parameter,
    description: Description,
    standard: String(Default),
    ...(AllowedValues && { allowed: AllowedValues }),
    ...(AllowedPattern !== undefined && { pattern: AllowedPattern }),
    ...(MinValue !== undefined && { least: MinValue }),
    ...(MaxValue !== undefined && { most: MaxValue }),
    isFixed: fixed.includes(parameter),
  };
}
