import { validationError } from '../errors.ts';
import type { Handler } from '../handlers/handler.ts';
import { resourceTypes } from '../schemas/resource-types.ts';
import { violations } from '../schemas/violations.ts';
import type { Values } from '../template/template.ts';

/** Refuses properties that the resource's type does not have, or that nothing here carries out. */
export function checkProperties(id: string, type: string, properties: Values, handler: Handler): void {
  const schema = resourceTypes[type];
  const wrong = schema ? violations(properties, schema) : [];
  if (wrong.length > 0)
    throw validationError(`Properties validation failed for resource ${id} with message:\n${wrong.join('\n')}`);
  const unserved = Object.keys(properties).filter((name) => !isTaken(name, handler));
  if (unserved.length > 0)
    throw validationError(`Properties of resource ${id} that are not served here: [${unserved.join(', ')}]`);
}

// Private

function isTaken(name: string, { serves, inert = {} }: Handler): boolean {
  return serves.includes(name) || name in inert;
}
