import { validationError } from '../errors.ts';
import { isParameterType } from './parameter-type.ts';
import { isMap, type Template, type TemplateResource, type Value, type Values } from './template.ts';
import { parseYaml } from './yaml.ts';

/** Members of a section at most. */
const MOST_MEMBERS = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 };

const SECTIONS = new Set(
  'AWSTemplateFormatVersion Description Metadata Parameters Mappings Conditions Resources Outputs Rules'.split(' '),
);
const RESOURCE_KEYS = new Set(
  'Type Properties Condition DependsOn DeletionPolicy UpdateReplacePolicy UpdatePolicy Metadata'.split(' '),
);
const POLICIES = new Set(['Delete', 'Retain', 'RetainExceptOnCreate']);

/** Reads the text of a template, JSON or YAML, and holds its outer form: sections and the members of each resource. */
export function parseTemplate(body: string): Template {
  const data = parseText(body);
  if (!isMap(data)) throw validationError('Template format error: unsupported structure.');
  const unknown = Object.keys(data).filter((section) => !SECTIONS.has(section));
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  const template = {
    Description: data.Description as string | undefined,
    Metadata: data.Metadata,
    Parameters: section(data, 'Parameters'),
    Mappings: section(data, 'Mappings'),
    Conditions: section(data, 'Conditions'),
    Rules: section(data, 'Rules'),
    Resources: section(data, 'Resources'),
    Outputs: section(data, 'Outputs'),
  } as unknown as Template;
  checkNumbers(template);
  checkResources(template);
  for (const [name, parameter] of Object.entries(template.Parameters)) checkParameter(name, parameter);
  for (const [name, output] of Object.entries(template.Outputs)) checkOutput(name, output);
  return template;
}

// Private

function parseText(body: string): Value {
  if (!body.trimStart().startsWith('{')) return parseYaml(body);
  try {
    return JSON.parse(body);
  } catch (error) {
    throw validationError(`Template format error: JSON not well-formed. ${(error as Error).message}`);
  }
}

function section(data: Values, name: string): Values {
  const value = data[name] ?? {};
  if (!isMap(value)) throw validationError(`Template format error: ${name} must be an object.`);
  return value;
}

function checkNumbers(template: Template): void {
  for (const [name, most] of Object.entries(MOST_MEMBERS)) {
    const count = Object.keys(template[name as keyof typeof MOST_MEMBERS]).length;
    if (count > most)
      throw validationError(
        `Template format error: Number of ${name.toLowerCase()}, ${count}, is greater than maximum allowed, ${most}`,
      );
  }
}

function checkResources(template: Template): void {
  const resources = Object.entries(template.Resources);
  if (resources.length === 0)
    throw validationError('Template format error: At least one Resources member must be defined.');
  for (const [id, resource] of resources) {
    if (!isMap(resource))
      throw validationError(`Template format error: [/Resources/${id}] resource definition is malformed`);
    if (!/^[a-zA-Z0-9]+$/.test(id))
      throw validationError(`Template format error: Resource name ${id} is non alphanumeric.`);
    if (typeof resource.Type !== 'string')
      throw validationError(
        `Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`,
      );
    if ('CreationPolicy' in resource)
      throw validationError(`CreationPolicy of ${id} is not served here: nothing on this machine sends signals.`);
    const wrong = Object.keys(resource).filter((key) => !RESOURCE_KEYS.has(key));
    if (wrong.length > 0) throw validationError(`Invalid template resource property '${wrong[0]}'`);
    checkPolicies(id, resource);
  }
}

function checkPolicies(id: string, resource: TemplateResource): void {
  for (const name of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
    const policy: unknown = resource[name];
    if (policy === undefined) continue;
    if (typeof policy !== 'string')
      throw validationError(`Template format error: Every ${name} member must be a string.`);
    if (policy === 'Snapshot')
      throw validationError(`Template error: resource type ${resource.Type} does not support ${name} Snapshot`);
    if (!POLICIES.has(policy) || (name === 'UpdateReplacePolicy' && policy === 'RetainExceptOnCreate'))
      throw validationError(`Template format error: Unrecognized ${name} ${policy} for resource ${id}`);
  }
}

function checkParameter(name: string, parameter: unknown): void {
  if (!isMap(parameter) || typeof parameter.Type !== 'string')
    throw validationError(`Template format error: Every Parameters object must contain a Type member. (${name})`);
  if (!isParameterType(parameter.Type))
    throw validationError(`Template format error: Unrecognized parameter type: ${parameter.Type}`);
}

function checkOutput(name: string, output: unknown): void {
  if (!isMap(output) || output.Value === undefined)
    throw validationError(`Template format error: Every Outputs member must contain a Value object. (${name})`);
}
