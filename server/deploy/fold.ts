import { Failure } from '../../lib/failure.ts';
import type { Json } from './template-yaml.ts';

/**
 * Turns a template whose parameters are known into resources for another template: parameters become their values,
 * conditions are decided, and all logical ids get a prefix. What refers to something else (parameters that are not
 * given, pseudo parameters) stays as it is.
 */
export function fold(template: Json, prefix: string, parameters: Record<string, Json>): Record<string, Json> {
  const { Resources, Conditions = {}, Parameters = {} } = template;
  const values: Record<string, Json> = {};
  for (const [name, { Default }] of Object.entries<Json>(Parameters)) {
    const value = name in parameters ? parameters[name] : Default;
    if (value !== undefined) values[name] = value;
  }
  const scope: Scope = { prefix, values, conditions: Conditions, own: new Set(Object.keys(Resources)) };
  const kept = Object.entries<Json>(Resources).filter(
    ([, { Condition }]) => Condition === undefined || decide({ Condition }, scope),
  );
  return Object.fromEntries(
    kept.map(([id, { Condition: _, ...resource }]) => [prefix + id, foldNode(resource, scope)]),
  );
}

// Private

interface Scope {
  prefix: string;
  values: Record<string, Json>;
  conditions: Record<string, Json>;
  own: ReadonlySet<string>;
}

/** A node with what is known put in place; undefined where it is `AWS::NoValue`. */
function foldNode(node: Json, scope: Scope): Json {
  if (Array.isArray(node)) return node.map((each) => foldNode(each, scope)).filter((each) => each !== undefined);
  if (typeof node !== 'object' || node === null) return node;
  const [key, value] = Object.entries<Json>(node)[0] ?? [];
  if (key === 'Ref') return foldRef(value, scope);
  if (key === 'Fn::GetAtt') return { [key]: [idIn(value[0], scope), ...value.slice(1)] };
  if (key === 'Fn::If') return foldNode(decide({ Condition: value[0] }, scope) ? value[1] : value[2], scope);
  if (key === 'Fn::Sub') return foldSub(value, scope);
  const entries = Object.entries(node).map(([name, each]) => [name, foldNode(each, scope)]);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}

function foldRef(name: string, scope: Scope): Json {
  if (name === 'AWS::NoValue') return undefined;
  return name in scope.values ? scope.values[name] : { Ref: idIn(name, scope) };
}

function idIn(id: string, scope: Scope): string {
  return scope.own.has(id) ? scope.prefix + id : id;
}

function foldSub(value: string | [string, Record<string, Json>], scope: Scope): Json {
  const [text, local] = Array.isArray(value) ? value : [value, {}];
  const filled = text.replace(/\$\{([\w:]+)\}/g, (whole, name) => {
    const known = name in local ? undefined : scope.values[name];
    return typeof known === 'string' || typeof known === 'number' ? String(known) : whole;
  });
  if (!/\$\{[\w:.]+\}/.test(filled)) return filled;
  return { 'Fn::Sub': Array.isArray(value) ? [filled, foldNode(local, scope)] : filled };
}

function decide(condition: Json, scope: Scope): boolean {
  const [key, value] = Object.entries<Json>(condition)[0] ?? [];
  if (key === 'Condition') return decide(scope.conditions[value], scope);
  if (key === 'Fn::Not') return !decide(value[0], scope);
  if (key === 'Fn::Equals') return String(foldNode(value[0], scope)) === String(foldNode(value[1], scope));
  throw new Failure('bad_template', `A condition of process.yml uses ${key}.`, { blame: 'rack' });
}
