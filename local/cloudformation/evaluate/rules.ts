import { validationError } from '../errors.ts';
import { functionOf, type Value } from '../template/template.ts';
import { evaluate } from './intrinsics.ts';
import type { Scope } from './scope.ts';

/** Refuses parameters that break an assertion of the template's rules. */
export function checkRules(scope: Scope): void {
  for (const [name, { RuleCondition, Assertions }] of Object.entries(scope.template.Rules)) {
    if (RuleCondition !== undefined && !holds(RuleCondition, scope)) continue;
    const broken = (Assertions ?? []).find(({ Assert }) => !holds(Assert, scope));
    if (broken)
      throw validationError(
        `Template validation error: Rule ${name} failed: ${broken.AssertDescription ?? 'an assertion does not hold'}`,
      );
  }
}

// Private

function holds(value: Value, scope: Scope): boolean {
  const [name, argument] = functionOf(value) ?? ['', null];
  const list = Array.isArray(argument) ? argument : [argument];
  const test = TESTS[name];
  if (test) return test(...list.map((one) => texts(evaluate(one as Value, scope) as Value)));
  if (name === 'Fn::And') return list.every((one) => holds(one, scope));
  if (name === 'Fn::Or') return list.some((one) => holds(one, scope));
  if (name === 'Fn::Not') return !holds(list[0] as Value, scope);
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

function texts(value: Value): string[] {
  return [value].flat().map(String);
}
