import type { CallAws } from '../../endpoint/service.ts';
import { inventoryOf } from '../evaluate/inventory.ts';
import { plainType } from '../evaluate/rules.ts';
import type { Blueprint } from './blueprint.ts';

/** Why a stack cannot be made with its parameters: one of AWS's own types names what is not there. */
export async function strangeParameter({ template, scope }: Blueprint, callAws: CallAws): Promise<string | undefined> {
  const parameters = Object.entries(template.Parameters).map(([name, { Type }]) => ({ name, type: plainType(Type) }));
  const inventory = await inventoryOf(new Set(parameters.map(({ type }) => type)), callAws);
  for (const { name, type } of parameters) {
    const there = inventory[type];
    const values = [scope.parameters[name] ?? []].flat().map(String);
    const strange = there && values.find((value) => !there.some(({ id }) => id === value));
    if (strange !== undefined)
      return `Parameter validation failed: parameter value ${strange} for parameter name ${name} does not exist`;
  }
  return undefined;
}
