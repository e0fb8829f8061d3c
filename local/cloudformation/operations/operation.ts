import { check } from '../../endpoint/check.ts';
import { AwsError, type CallAws, type Input, type Operation } from '../../endpoint/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Journal } from '../engine/journal.ts';
import type { Place } from '../engine/workshop.ts';
import { noStack, noSuchStack, validationError } from '../errors.ts';
import type { HandlerTable } from '../handlers/handler.ts';
import type { Stack } from '../store/stacks.ts';

/** What the operations work with. */
export interface Office {
  journal: Journal;
  engine: Engine;
  handlers: HandlerTable;
  place: Place;
  callAws: CallAws;
  /** The same as who makes the present request, refused where they are not allowed it: what a request points to is theirs to read. */
  callAsCaller: CallAws;
}

/** Makes an operation out of the office it works in. */
export type OperationOf = (office: Office) => Operation;

/** The stack that a request names, or AWS's refusal. Deleted stacks answer to their id only. */
export function stackNamed(journal: Journal, name: unknown): Stack {
  if (name === undefined || name === '') throw missing('stackName');
  const stack = journal.stacks.find(String(name));
  if (!stack) throw noSuchStack(String(name));
  return stack;
}

/** The same in the words of the operations that change stacks. */
export function stackToChange(journal: Journal, name: unknown): Stack {
  if (name === undefined || name === '') throw missing('stackName');
  const stack = journal.stacks.find(String(name));
  if (!stack || stack.deletedAt) throw noStack(String(name));
  return stack;
}

/**
 * Whether the request was made before, with the same token: it is then answered again, and begins nothing. `isBegun` says
 * whether the stack is where the request leads to; where it is not, the token is that of another request.
 */
export function isRepeated(stack: Stack, { ClientRequestToken: token }: Input, isBegun: boolean): boolean {
  if (token === undefined || stack.token !== token) return false;
  if (!isBegun) throw new AwsError('TokenAlreadyExistsException', 'A client request token already exists.');
  return true;
}

/** The refusal of a request that lacks a member. */
export function missing(member: string): Error {
  return validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** Refuses a name that is none for a stack or a change set. */
export function checkName(name: unknown, member: string): void {
  if (name === undefined) throw missing(member);
  check({ [member]: name }, { [member]: { max: 128, pattern: /^[a-zA-Z][-a-zA-Z0-9]*$/ } }, 'ValidationError');
}

/** Refuses a value that is none of those a member can have. */
export function checkOneOf(value: string, member: string, values: readonly string[]): void {
  if (values.includes(value)) return;
  throw validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
  );
}

/** Whether a boolean member, a text on the wire, is true. */
export function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}

/** One page of a list and the token of the next; a token is the number of items before its page. */
export function page<T>(items: readonly T[], token: unknown, size = 100): { items: T[]; NextToken?: string } {
  return pageOf((skip, limit) => items.slice(skip, skip + limit), token, size);
}

/** The same of what is read piece by piece; one more than a page, to know whether there is a next. */
export function pageOf<T>(
  read: (skip: number, limit: number) => T[],
  token: unknown,
  size = 100,
): { items: T[]; NextToken?: string } {
  const start = firstOf(token ?? 0);
  const found = read(start, size + 1);
  return { items: found.slice(0, size), ...(found.length > size && { NextToken: String(start + size) }) };
}

/** The place that a token stands for. */
export function firstOf(token: unknown): number {
  const place = Number(token);
  if (token === '' || !Number.isInteger(place) || place < 0) throw validationError('NextToken is not valid');
  return place;
}
