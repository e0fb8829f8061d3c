import { validationError } from '../errors.ts';
import { functionOf, type Template, type Value } from '../template/template.ts';
import { evaluate } from './intrinsics.ts';
import { attributeOf, type Inventory } from './inventory.ts';
import type { Scope } from './scope.ts';

/** Refuses parameters that break an assertion of the template's rules. */
export function checkRules(scope: Scope, inventory: Inventory): void {
  for (const [name, { RuleCondition, Assertions }] of Object.entries(scope.template.Rules)) {
    if (RuleCondition !== undefined && !holds(RuleCondition, scope, inventory)) continue;
    const broken = (Assertions ?? []).find(({ Assert }) => !holds(Assert, scope, inventory));
    if (broken)
      throw validationError(
        `Template validation error: Rule ${name} failed: ${broken.AssertDescription ?? 'an assertion does not hold'}`,
      );
  }
}

/** The parameter types of which a template's rules ask what there is. */
export function askedTypes({ Rules, Parameters }: Template): Set<string> {
  const types = new Set<string>();
  const visit = (value: Value): void => {
    if (typeof value !== 'object' || value === null) return;
    const [name, argument] = functionOf(value) ?? [];
    const [first] = [argument ?? []].flat();
    if (name === 'Fn::RefAll' || name === 'Fn::ValueOfAll') types.add(String(first));
    if (name === 'Fn::ValueOf') types.add(plainType(Parameters[String(first)]?.Type ?? ''));
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(Rules as unknown as Value);
  return types;
}

/** The type of each member of a list of AWS's own types; any other type as it is. */
export function plainType(type: string): string {
  return /^List<(.+)>$/.exec(type)?.[1] ?? type;
}

// Private

function holds(value: Value, scope: Scope, inventory: Inventory): boolean {
  const [name, argument] = functionOf(value) ?? ['', null];
  const list = Array.isArray(argument) ? argument : [argument];
  const test = TESTS[name];
  if (test) return test(...list.map((one) => texts(one, scope, inventory)));
  if (name === 'Fn::And') return list.every((one) => holds(one, scope, inventory));
  if (name === 'Fn::Or') return list.some((one) => holds(one, scope, inventory));
  if (name === 'Fn::Not') return !holds(list[0] as Value, scope, inventory);
  throw validationError(
    `Template validation error: Template error: ${name || 'a plain value'} is not supported in the Rules block of the template`,
  );
}

const TESTS: Readonly<Record<string, (...lists: string[][]) => boolean>> = {
  'Fn::Equals': (left = [], right = []) => left.join() === right.join(),
  'Fn::Contains': (list = [], [one] = []) => list.includes(one as string),
  'Fn::EachMemberEquals': (list = [], [one] = []) => list.every((member) => member === one),
  'Fn::EachMemberIn': (list = [], all = []) => list.every((member) => all.includes(member)),
};

/** What a rule compares: a value of the template, or what there is in the account. */
function texts(value: Value, scope: Scope, inventory: Inventory): string[] {
  const [name, argument] = functionOf(value) ?? [];
  const [first, attribute] = [argument ?? []].flat().map(String);
  if (name === 'Fn::RefAll') return (inventory[first as string] ?? []).map(({ id }) => id);
  if (name === 'Fn::ValueOfAll') return attributes(inventory[first as string], attribute);
  if (name !== 'Fn::ValueOf') return [evaluate(value, scope) as Value].flat().map(String);
  const named = texts({ Ref: first as string }, scope, inventory);
  const type = plainType(scope.template.Parameters[first as string]?.Type ?? '');
  return attributes(
    inventory[type]?.filter(({ id }) => named.includes(id)),
    attribute,
  );
}

function attributes(assets: Inventory[string] = [], attribute = ''): string[] {
  return assets.flatMap((asset) => attributeOf(asset, attribute) ?? []);
}
