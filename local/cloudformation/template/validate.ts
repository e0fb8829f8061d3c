import { dependencies, findCycle } from '../engine/graph.ts';
import { validationError } from '../errors.ts';
import { isPseudo } from '../evaluate/pseudo.ts';
import type { HandlerTable } from '../handlers/handler.ts';
import { checkFunctions } from './functions.ts';
import { type References, referencesIn } from './references.ts';
import type { Template, Value } from './template.ts';

/** Refuses what no parameters can make right: unknown types, dangling references, circles. */
export function validateTemplate(template: Template, handlers: HandlerTable): void {
  checkTypes(template, handlers);
  for (const name of FUNCTIONAL) checkFunctions(template[name] as Value, template);
  for (const resource of Object.values(template.Resources)) {
    const references = referencesIn([resource.Properties ?? {}, resource.UpdatePolicy ?? {}]);
    for (const id of [resource.DependsOn ?? []].flat()) references.refs.add(id);
    if (resource.Condition) references.conditions.add(resource.Condition);
    checkReferences(template, handlers, references, 'Resources');
  }
  for (const output of Object.values(template.Outputs)) {
    const references = referencesIn(output as unknown as Value);
    if (output.Condition) references.conditions.add(output.Condition);
    checkReferences(template, handlers, references, 'Outputs');
  }
  for (const condition of Object.values(template.Conditions)) checkCondition(template, referencesIn(condition));
  for (const rule of Object.values(template.Rules))
    checkCondition(template, referencesIn(rule as unknown as Value), 'Rules');
  const cycle = findCycle(dependencies(template));
  if (cycle) throw validationError(`Circular dependency between resources: [${cycle.join(', ')}]`);
}

// Private

/** Sections in whose values functions may stand. */
const FUNCTIONAL = ['Conditions', 'Rules', 'Resources', 'Outputs'] as const;

function checkTypes(template: Template, handlers: HandlerTable): void {
  const unknown = Object.values(template.Resources).filter(({ Type }) => !handlers[Type]);
  const types = [...new Set(unknown.map(({ Type }) => Type))];
  if (types.length > 0)
    throw validationError(`Template format error: Unrecognized resource types: [${types.join(', ')}]`);
}

function checkReferences(template: Template, handlers: HandlerTable, found: References, block: string): void {
  const dangling = [...found.refs].filter((name) => !isKnown(template, name));
  if (dangling.length > 0)
    throw validationError(
      `Template format error: Unresolved resource dependencies [${dangling.join(', ')}] in the ${block} block of the template`,
    );
  for (const [id, attribute] of found.attributes) checkAttribute(template, handlers, id, attribute);
  for (const name of found.conditions) {
    if (!(name in template.Conditions))
      throw validationError(
        `Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`,
      );
  }
}

function isKnown(template: Template, name: string): boolean {
  return name in template.Parameters || name in template.Resources || isPseudo(name);
}

function checkAttribute(template: Template, handlers: HandlerTable, id: string, attribute: string): void {
  const resource = template.Resources[id];
  if (!resource) throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${id}`);
  if (attribute !== '' && !handlers[resource.Type]?.attributes.includes(attribute))
    throw validationError(`Template error: resource ${id} does not support attribute type ${attribute} in Fn::GetAtt`);
}

function checkCondition(template: Template, found: References, block = 'Conditions'): void {
  const wrong = [...found.refs].find((name) => !(name in template.Parameters) && !isPseudo(name));
  if (wrong || found.attributes.length > 0)
    throw validationError(
      `Template format error: Unresolved dependencies [${wrong ?? found.attributes[0]?.[0]}]. Cannot reference resources in the ${block} block of the template`,
    );
  const missing = [...found.conditions].find((name) => !(name in template.Conditions));
  if (missing)
    throw validationError(
      `Template format error: Unresolved condition dependency ${missing} in the ${block} block of the template`,
    );
}
