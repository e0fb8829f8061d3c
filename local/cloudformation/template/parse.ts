import { validationError } from '../errors.ts';
import { checkParameter } from './declared-parameter.ts';
import { checkResource } from './declared-resource.ts';
import { expandLoops } from './loops.ts';
import { itemsOf } from './parameter-type.ts';
import { isMap, type Template, type Value, type Values } from './template.ts';
import { declaredTransforms, LANGUAGE_EXTENSIONS } from './transforms.ts';
import { parseYaml } from './yaml.ts';

/** Members of a section at most: "Understand CloudFormation quotas" in the user guide. */
const MOST_MEMBERS = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 };
const MOST_DESCRIPTION_BYTES = 1024;

const SECTIONS = new Set(
  'AWSTemplateFormatVersion Description Metadata Parameters Mappings Conditions Resources Outputs Rules Transform'.split(
    ' ',
  ),
);
/** Sections in which there can be loops. */
const LOOPING = ['Conditions', 'Resources', 'Outputs'];
const OUTPUT_KEYS = new Set('Value Description Condition Export'.split(' '));

/**
 * Reads the text of a template, JSON or YAML, carries out its loops and holds its outer form: sections and the members
 * of each resource. `texts` are the values of its parameters, as far as they are known, for loops over them.
 */
export function parseTemplate(body: string, texts: Readonly<Record<string, string>> = {}): Template {
  const data = parseText(body);
  if (!isMap(data)) throw validationError('Template format error: unsupported structure.');
  checkOutline(data);
  const Transforms = declaredTransforms(data.Transform);
  const expanded = Transforms.includes(LANGUAGE_EXTENSIONS) ? withoutLoops(data, texts) : data;
  const template = { ...sections(expanded), Transforms };
  checkNumbers(template);
  checkResources(template);
  for (const [name, parameter] of Object.entries(template.Parameters)) checkParameter(name, parameter);
  for (const [name, output] of Object.entries(template.Outputs)) checkOutput(name, output);
  for (const [name, map] of Object.entries(template.Mappings)) checkMapping(name, map);
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

function checkOutline(data: Values): void {
  const unknown = Object.keys(data).filter((section) => !SECTIONS.has(section));
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  const { AWSTemplateFormatVersion: version = '2010-09-09', Description = '' } = data;
  if (version !== '2010-09-09')
    throw validationError('Template format error: unsupported value for AWSTemplateFormatVersion.');
  if (typeof Description !== 'string') throw validationError('Template format error: Description must be a string.');
  if (Buffer.byteLength(Description) > MOST_DESCRIPTION_BYTES)
    throw validationError(`Template format error: 'Description' length is greater than ${MOST_DESCRIPTION_BYTES}.`);
  const { Metadata: _free, ...others } = data;
  refuseNull(others, '');
}

/** Nothing may be left empty, besides metadata. */
function refuseNull(value: Value, at: string): void {
  if (value === null) throw validationError(`[${at}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) if (key !== 'Metadata') refuseNull(inner, `${at}/${key}`);
}

function withoutLoops(data: Values, texts: Readonly<Record<string, string>>): Values {
  const parameters = (data.Parameters ?? {}) as Values;
  const collection = (name: string) => {
    const text = texts[name] ?? (parameters[name] as Values | undefined)?.Default;
    return text === undefined ? undefined : itemsOf(String(text));
  };
  const looping = LOOPING.filter((name) => data[name] !== undefined);
  return {
    ...data,
    ...Object.fromEntries(looping.map((name) => [name, expandLoops(data[name] as Value, collection)])),
  };
}

function sections(data: Values): Omit<Template, 'Transforms'> {
  return {
    Description: data.Description as string | undefined,
    Metadata: data.Metadata,
    Parameters: section(data, 'Parameters'),
    Mappings: section(data, 'Mappings'),
    Conditions: section(data, 'Conditions'),
    Rules: section(data, 'Rules'),
    Resources: section(data, 'Resources'),
    Outputs: section(data, 'Outputs'),
  } as unknown as Omit<Template, 'Transforms'>;
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
  const hasExtensions = template.Transforms.includes(LANGUAGE_EXTENSIONS);
  for (const [id, resource] of resources) checkResource(id, resource, hasExtensions);
}

function checkOutput(name: string, output: unknown): void {
  if (!/^[a-zA-Z0-9]+$/.test(name))
    throw validationError(`Template format error: Output name ${name} is non alphanumeric.`);
  if (!isMap(output) || output.Value === undefined)
    throw validationError(`Template format error: Every Outputs member must contain a Value object. (${name})`);
  const wrong = Object.keys(output).find((key) => !OUTPUT_KEYS.has(key));
  if (wrong !== undefined) throw validationError(`Invalid template output property '${wrong}'`);
}

function checkMapping(name: string, map: unknown): void {
  if (!/^[a-zA-Z0-9]+$/.test(name))
    throw validationError(
      `Template format error: Mappings element name '${name}' must contain only alphanumeric characters.`,
    );
  const keys = isMap(map) ? Object.values(map) : [];
  const isWhole = isMap(map) && keys.every(isMap);
  if (!isWhole) throw validationError(`Template format error: Every Mappings member ${name} must be a map`);
  const values = keys.flatMap((attributes) => Object.values(attributes as Values));
  if (values.some((value) => isMap(value)))
    throw validationError('Template format error: Every Mappings attribute must be a String or a List.');
}
