import { validationError } from '../errors.ts';
import { functionOf, type Value } from '../template/template.ts';
import { evaluate } from './intrinsics.ts';
import type { Scope } from './scope.ts';

/** Whether the template's condition of this name holds with the scope's parameters. */
export function conditionHolds(name: string, scope: Scope, asking: readonly string[] = []): boolean {
  const condition = scope.template.Conditions[name];
  if (condition === undefined)
    throw validationError(`Template error: unresolved condition dependency ${name} in the template`);
  if (asking.includes(name))
    throw validationError(`Template error: circular dependency between conditions: [${asking.join(', ')}]`);
  return holds(condition, scope, [...asking, name]);
}

// Private

function holds(value: Value, scope: Scope, asking: readonly string[]): boolean {
  const [name, argument] = functionOf(value) ?? ['', null];
  const all = () => (Array.isArray(argument) ? argument : [argument]).map((one) => holds(one, scope, asking));
  if (name === 'Condition') return conditionHolds(String(argument), scope, asking);
  if (name === 'Fn::And') return all().every(Boolean);
  if (name === 'Fn::Or') return all().some(Boolean);
  if (name === 'Fn::Not') return !all()[0];
  if (name === 'Fn::Equals' && Array.isArray(argument) && argument.length === 2) {
    const [left, right] = argument.map((one) => JSON.stringify(asText(evaluate(one, scope))));
    return left === right;
  }
  throw validationError(
    'Template validation error: Template error: Every Conditions member must be Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition',
  );
}

function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
