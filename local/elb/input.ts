import type { Input } from '../endpoint/service.ts';
import { validationError } from './errors.ts';

/** Reads members of a request, whose leaves are strings on the wire and may be numbers and booleans in-process. */
export function required(input: Input, name: string): string {
  const value = text(input[name]);
  if (value === undefined || value === '') throw validationError(`${name} must be specified`);
  return value;
}

export function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

export function list<T = string>(value: unknown): T[] {
  return Array.isArray(value) ? value : [];
}

export function flag(value: unknown): boolean | undefined {
  return value === undefined ? undefined : String(value).toLowerCase() === 'true';
}

/** A whole number within its limits, or undefined when the member is absent. */
export function integer(input: Input, name: string, [least, most]: readonly [number, number]): number | undefined {
  if (input[name] === undefined) return undefined;
  const value = Number(input[name]);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw validationError(`${name} '${input[name]}' must be in the range of ${least} and ${most} inclusive`);
}

/** One page of a listing, as PageSize and Marker ask for it. */
export function page<T>(all: T[], input: Input): { items: T[]; NextMarker?: string } {
  const size = integer(input, 'PageSize', [1, 400]) ?? all.length;
  const start = Number(input.Marker ?? 0) || 0;
  const end = start + size;
  return { items: all.slice(start, end), ...(end < all.length && { NextMarker: String(end) }) };
}
