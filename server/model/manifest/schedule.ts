import { Failure } from '../../../lib/failure.ts';
import { cronOf, parseSchedule } from '../cron.ts';
import type { Value } from './value.ts';

/** A schedule as five fields of cron; what is none is refused with its line. */
export function scheduleOf(value: Value): string {
  try {
    return cronOf(parseSchedule(value.text()));
  } catch (error) {
    throw error instanceof Failure && error.code === 'bad_schedule' ? value.bad(error.message, error.hint) : error;
  }
}
