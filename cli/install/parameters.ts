import { readFileSync } from 'node:fs';
import type { Parameter } from '@aws-sdk/client-cloudformation';
import { Failure, messageOf } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';
import type { Declared } from './template.ts';

export type Values = Record<string, string>;

/** Reads `K=V` words; the value may hold further `=`. */
export function parseParameters(words: readonly string[]): Values {
  return Object.fromEntries(words.map(parseWord));
}

/** Reads a JSON file of names and values. */
export function readParametersFile(path: string): Values {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('it holds no JSON object');
    return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, textOf(name, value)]));
  } catch (cause) {
    throw new Failure('bad_parameters', `${path} cannot be read: ${messageOf(cause)}`, {
      hint: 'It is a JSON object of parameter names and values, as in { "MinInstances": 3 }.',
      cause,
    });
  }
}

/** What is wrong with values, a sentence each: unknown names, and what the template does not allow. */
export function complaints(values: Values, declared: Record<string, Declared>): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const parameter = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (parameter) return complaintsOf(name, value, parameter);
    const near = nearest(name, Object.keys(declared));
    return [`There is no parameter "${name}".${near ? ` Did you mean ${near}?` : ' See: rack params'}`];
  });
}

/** What is wrong with values together, though each by itself is allowed. Takes all of them, defaults too. */
export function contradictions(values: Values): string[] {
  const { MinInstances, MaxInstances, ExistingVpc, ExistingPublicSubnets, ExistingPrivateSubnets } = values;
  const found: string[] = [];
  if (Number(MaxInstances) < Number(MinInstances))
    found.push(`MaxInstances is ${MaxInstances}, fewer than MinInstances, which is ${MinInstances}.`);
  if (!ExistingVpc && /subnet-/.test(`${ExistingPublicSubnets} ${ExistingPrivateSubnets}`))
    found.push('Existing subnets are given without ExistingVpc, the VPC that they are in.');
  return found;
}

/** The values that parameters have when none are given. */
export function defaultsOf(declared: Record<string, Declared>): Values {
  const given = Object.entries(declared).filter(([, { Default }]) => Default !== undefined);
  return Object.fromEntries(given.map(([name, { Default }]) => [name, String(Default)]));
}

/**
 * Throws a `Failure` `bad_parameters` with all that is wrong with given values, with those that the stack keeps and that
 * this template allows no longer, and with all of them together.
 */
export function refuseWrong(values: Values, declared: Record<string, Declared>, before: Values = {}): void {
  const kept = Object.entries(before).filter(([name]) => declared[name] && !declared[name].NoEcho);
  const all = { ...Object.fromEntries(kept), ...values };
  const wrong = [...complaints(all, declared), ...contradictions({ ...defaultsOf(declared), ...all })];
  if (wrong.length > 0)
    throw new Failure('bad_parameters', wrong.join('\n      '), { hint: 'Nothing was changed. See: rack params' });
}

/** The names of parameters that need a value and have none. */
export function missing(values: Values, declared: Record<string, Declared>): string[] {
  return Object.entries(declared)
    .filter(([name, { Default }]) => Default === undefined && !(name in values))
    .map(([name]) => name);
}

/**
 * The parameters of a change: given ones get their value, others keep what the stack has. What is new in the template
 * takes its default, what the template has no longer is left out.
 */
export function merged(values: Values, declared: Record<string, Declared>, before: Values = {}): Parameter[] {
  const all = { ...before, ...values };
  const isShown = (name: string) => name in values || !declared[name]?.NoEcho;
  return Object.keys(declared)
    .filter((name) => name in all)
    .map((ParameterKey) =>
      isShown(ParameterKey)
        ? { ParameterKey, ParameterValue: all[ParameterKey]! }
        : { ParameterKey, UsePreviousValue: true },
    );
}

// Private

/** A list becomes what CloudFormation takes as one: its parts with commas. */
function textOf(name: string, value: unknown): string {
  const parts = Array.isArray(value) ? value : [value];
  if (parts.every((part) => ['string', 'number', 'boolean'].includes(typeof part))) return parts.join(',');
  throw new Error(`the value of ${name} is no text, number or list`);
}

function parseWord(word: string): [string, string] {
  const at = word.indexOf('=');
  if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
  throw new Failure('bad_usage', `"${word}" is no parameter.`, { hint: 'Write --param Name=Value.' });
}

function complaintsOf(name: string, value: string, declared: Declared): string[] {
  const { AllowedValues: allowed, AllowedPattern: pattern, MinValue: least, MaxValue: most, MinLength } = declared;
  const is = `${name} is "${value}"`;
  if (allowed && !allowed.map(String).includes(value)) return [`${is}; it can be: ${allowed.join(', ')}.`];
  if (pattern && !new RegExp(`^(?:${pattern})$`).test(value)) return [`${is}, which does not look like ${pattern}.`];
  if (MinLength && value.length < MinLength) return [`${name} is too short.`];
  if (declared.Type !== 'Number') return [];
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return [`${is}, which is no number.`];
  if (least !== undefined && number < least) return [`${is}; the least is ${least}.`];
  if (most !== undefined && number > most) return [`${is}; the most is ${most}.`];
  return [];
}
