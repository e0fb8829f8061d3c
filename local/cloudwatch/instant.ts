import { invalidValue, missing } from './errors.ts';

/** The epoch milliseconds of a time as the protocols bring it: a date, seconds since 1970, or ISO 8601. */
export function instantOf(member: string, value: unknown): number {
  if (value === undefined || value === null) throw missing(member);
  const at =
    value instanceof Date ? value.getTime() : typeof value === 'number' ? value * 1000 : Date.parse(`${value}`);
  if (Number.isFinite(at)) return at;
  throw invalidValue(`The parameter ${member} must be a valid timestamp.`);
}
