import { validationError } from '../errors.ts';
import { functionOf, type Value, type Values } from '../template/template.ts';
import { splitNetwork } from './cidr.ts';
import { NO_VALUE } from './pseudo.ts';
import type { Scope } from './scope.ts';

/** A value, or the mark that the place it was meant for is left out. */
export type Evaluated = Value | typeof NO_VALUE;

/** The value with all functions carried out; what is `AWS::NoValue` vanishes from its map or list. */
export function evaluate(value: Value, scope: Scope): Evaluated {
  const call = functionOf(value);
  if (call) return carryOut(call[0], call[1], scope);
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter(isValue);
  if (typeof value === 'object' && value !== null) return evaluateMap(value, scope);
  return value;
}

/** The properties of a resource with all functions carried out. */
export function evaluateMap(values: Values, scope: Scope): Values {
  const entries = Object.entries(values).map(([key, value]) => [key, evaluate(value, scope)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Value] => isValue(entry[1])));
}

/** The attribute (`Arn`), or with none the reference value, of a resource that exists. */
export function resourceValue(id: string, attribute: string | undefined, scope: Scope): Value {
  const resource = scope.resource(id);
  if (!resource)
    throw validationError(
      `Template format error: Unresolved resource dependencies [${id}] in the Resources block of the template`,
    );
  if (attribute === undefined) return resource.physicalId;
  const value = resource.attributes[attribute];
  if (value === undefined)
    throw validationError(`Template error: resource ${id} does not support attribute type ${attribute} in Fn::GetAtt`);
  return value;
}

// Private

type Function = (argument: Value, scope: Scope) => Evaluated;

const FUNCTIONS: Record<string, Function> = {
  Ref: (name, scope) => reference(String(name), scope),
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Split': split,
  'Fn::Select': select,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': importValue,
  'Fn::GetAZs': zones,
  'Fn::Base64': (value, scope) => Buffer.from(text(evaluate(value, scope), 'Fn::Base64')).toString('base64'),
  'Fn::Cidr': cidr,
  'Fn::Length': (items, scope) => list(evaluate(items, scope), 'Fn::Length').length,
  'Fn::ToJsonString': (value, scope) => JSON.stringify(evaluate(value, scope)),
  'Fn::GetStackOutput': stackOutput,
};

function carryOut(name: string, argument: Value, scope: Scope): Evaluated {
  const carry = FUNCTIONS[name];
  if (!carry) throw validationError(`Template error: ${name} is not supported here`);
  return carry(argument, scope);
}

function isValue(value: Evaluated): value is Value {
  return value !== NO_VALUE;
}

function reference(name: string, scope: Scope): Evaluated {
  if (name === 'AWS::NoValue') return NO_VALUE;
  return scope.parameters[name] ?? resourceValue(name, undefined, scope);
}

function getAttribute(argument: Value, scope: Scope): Value {
  const [id, attribute] = typeof argument === 'string' ? argument.split(/\.(.*)/s) : list(argument, 'Fn::GetAtt', 2);
  return resourceValue(String(id), text(evaluate(attribute as Value, scope), 'Fn::GetAtt'), scope);
}

function substitute(argument: Value, scope: Scope): Value {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof template !== 'string')
    throw validationError("Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments.");
  const own = evaluateMap((variables ?? {}) as Values, scope);
  return template.replace(/\$\{(!?)([^{}]*)\}/g, (_, literal: string, inner: string) => {
    if (literal) return `\${${inner}}`;
    const name = inner.trim();
    const value = name in own ? own[name] : name.includes('.') ? getAttribute(name, scope) : reference(name, scope);
    return text(value as Value, 'Fn::Sub');
  });
}

function join(argument: Value, scope: Scope): Value {
  const [delimiter, items] = list(argument, 'Fn::Join', 2) as [Value, Value];
  const values = list(evaluate(items, scope), 'Fn::Join');
  return values.map((item) => text(item, 'Fn::Join')).join(String(delimiter));
}

function split(argument: Value, scope: Scope): Value {
  const [delimiter, source] = list(argument, 'Fn::Split', 2) as [Value, Value];
  return text(evaluate(source, scope), 'Fn::Split').split(String(delimiter));
}

function select(argument: Value, scope: Scope): Value {
  const [index, items] = list(argument, 'Fn::Select', 2) as [Value, Value];
  const at = Number(evaluate(index, scope));
  const value = list(evaluate(items, scope), 'Fn::Select')[at];
  if (value === undefined)
    throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${at}`);
  return value;
}

function choose(argument: Value, scope: Scope): Evaluated {
  const [condition, yes, no] = list(argument, 'Fn::If', 3) as [Value, Value, Value];
  return evaluate(scope.condition(String(condition)) ? yes : no, scope);
}

function findInMap(argument: Value, scope: Scope): Value {
  const parts = list(argument, 'Fn::FindInMap');
  const keys = parts.slice(0, 3).map((key) => text(evaluate(key, scope), 'Fn::FindInMap'));
  let found: Value | undefined = scope.template.Mappings;
  for (const key of keys) found = (found as Values | undefined)?.[key];
  const fallback = (parts[3] as Values | undefined)?.DefaultValue;
  if (found === undefined && fallback !== undefined) return evaluate(fallback, scope) as Value;
  if (found === undefined) throw validationError(`Template error: Unable to get mapping for ${keys.join('::')}`);
  return found;
}

function importValue(argument: Value, scope: Scope): Value {
  const name = text(evaluate(argument, scope), 'Fn::ImportValue');
  const value = scope.exported(name);
  if (value === undefined) throw validationError(`No export named ${name} found`);
  return value;
}

function stackOutput(argument: Value, scope: Scope): Value {
  const { StackName = '', OutputName = '', Region, RoleArn } = evaluateMap(argument as Values, scope);
  if (RoleArn !== undefined) throw validationError('RoleArn of Fn::GetStackOutput is not served here.');
  if (Region !== undefined && Region !== scope.parameters['AWS::Region'])
    throw validationError(`Fn::GetStackOutput is served here in ${scope.parameters['AWS::Region']} only.`);
  const value = scope.stackOutput(String(StackName), String(OutputName));
  if (value === undefined) throw validationError(`Output ${OutputName} of stack ${StackName} does not exist`);
  return value;
}

function zones(argument: Value, scope: Scope): Value {
  const region = text(evaluate(argument, scope), 'Fn::GetAZs') || String(scope.parameters['AWS::Region']);
  return ['a', 'b', 'c'].map((zone) => region + zone);
}

function cidr(argument: Value, scope: Scope): Value {
  const [block, count, bits] = list(argument, 'Fn::Cidr').map((item) => evaluate(item, scope));
  return splitNetwork(text(block as Value, 'Fn::Cidr'), Number(count), bits === undefined ? undefined : Number(bits));
}

function list(value: Evaluated, name: string, length?: number): Value[] {
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  throw validationError(
    `Template error: every ${name} object requires ${length ? `a list of ${length} parameters` : 'a list'}`,
  );
}

function text(value: Evaluated, name: string): string {
  if (value === NO_VALUE) return '';
  if (typeof value !== 'object' && typeof value !== 'symbol') return String(value);
  throw validationError(`Template error: ${name} requires its values to be strings`);
}
