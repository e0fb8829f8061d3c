import type { AwsError, Input } from '../endpoint/service.ts';
import { notSupported, validationError } from './errors.ts';
import { list, required, text } from './input.ts';
import type { Attributes } from './model.ts';

/** An attribute's default and what its value must be; `undefined` as pattern: only the default is carried out here. */
export type Known = Readonly<Record<string, { value: string; pattern?: Pick<RegExp, 'test'> }>>;

/** The attributes of one kind of resource. Those without a pattern are fixed: another value is refused, not ignored. */
export interface AttributeSet {
  /** As AWS begins its sentences: `Load balancer`. */
  noun: string;
  known: Known;
  /** The error for a key or value that only another kind of the resource has. */
  misplaced(key: string, value: string): AwsError | undefined;
}

export const BOOLEAN = /^(true|false)$/;

/** Whole numbers within these limits. */
export const between = (least: number, most: number) => ({
  test: (value: string) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
});

export const defaultsOf = ({ known }: AttributeSet): Attributes =>
  Object.fromEntries(Object.entries(known).map(([key, { value }]) => [key, value]));

/** The attributes with those that a request changes. */
export function changed(attributes: Attributes, input: Input, set: AttributeSet): Attributes {
  const next = { ...attributes };
  for (const attribute of list<Input>(input.Attributes)) {
    const key = required(attribute, 'Key');
    next[key] = checked(key, text(attribute.Value) ?? '', set);
  }
  return next;
}

export const attributesView = (attributes: Attributes) => ({
  Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
});

// Private

function checked(key: string, value: string, { noun, known, misplaced }: AttributeSet): string {
  const misplacement = misplaced(key, value);
  if (misplacement) throw misplacement;
  const attribute = known[key];
  if (!attribute) throw validationError(`${noun} attribute key '${key}' is not recognized`);
  if (value === attribute.value || attribute.pattern?.test(value)) return value;
  if (attribute.pattern) throw validationError(`'${value}' is not a valid value for attribute '${key}'`);
  throw notSupported(`The value '${value}' of the attribute '${key}'`);
}
