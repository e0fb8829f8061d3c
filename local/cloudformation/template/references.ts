import { functionOf, type Value } from './template.ts';

/** What a value points at by Ref, GetAtt, Sub, If and Condition. */
export interface References {
  refs: Set<string>;
  attributes: [resource: string, attribute: string][];
  conditions: Set<string>;
}

/** Collects every reference in a value, function arguments included. */
export function referencesIn(value: Value | undefined): References {
  const found: References = { refs: new Set(), attributes: [], conditions: new Set() };
  if (value !== undefined) collect(value, found);
  return found;
}

/** The `${…}` of a Sub text, `${!literal}` left out. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map((match) => (match[1] as string).trim());
}

// Private

function collect(value: Value, found: References): void {
  const call = functionOf(value);
  if (call) collectCall(call[0], call[1], found);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, found);
}

function collectCall(name: string, argument: Value, found: References): void {
  if (name === 'Ref' && typeof argument === 'string') found.refs.add(argument);
  else if (name === 'Condition' && typeof argument === 'string') found.conditions.add(argument);
  else if (name === 'Fn::GetAtt') collectAttribute(argument, found);
  else if (name === 'Fn::Sub') collectSub(argument, found);
  else if (name === 'Fn::If' && Array.isArray(argument)) {
    if (typeof argument[0] === 'string') found.conditions.add(argument[0]);
    for (const branch of argument.slice(1)) collect(branch, found);
  } else collect(argument, found);
}

function collectAttribute(argument: Value, found: References): void {
  const parts = typeof argument === 'string' ? argument.split(/\.(.*)/s) : Array.isArray(argument) ? argument : [];
  if (typeof parts[0] === 'string') found.attributes.push([parts[0], typeof parts[1] === 'string' ? parts[1] : '']);
  if (parts[1] !== undefined && typeof parts[1] === 'object') collect(parts[1], found);
}

function collectSub(argument: Value, found: References): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string') return;
  const own = Object.keys((variables ?? {}) as object);
  for (const name of placeholders(text).filter((name) => !own.includes(name))) {
    if (name.includes('.')) collectAttribute(name, found);
    else found.refs.add(name);
  }
  collect(variables ?? {}, found);
}
