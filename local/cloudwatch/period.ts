import { invalidValue, missing } from './errors.ts';

const MINUTE = 60;

/** The milliseconds of a period, told in seconds: whole minutes, as what is kept. */
export function periodIn(value: unknown): number {
  if (value === undefined || value === null) throw missing('Period');
  const seconds = Number(value);
  if (seconds > 0 && seconds % MINUTE === 0) return seconds * 1000;
  throw invalidValue('The parameter Period must be a multiple of 60: points are kept by the minute.');
}
