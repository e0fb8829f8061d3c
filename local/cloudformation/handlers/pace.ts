import { type Pace, poll } from '../../../lib/retry.ts';
import type { Context } from './handler.ts';

/** The services are in this process: looking often costs little and a deploy should not wait for a look. */
const LOOKING: Pace = { first: 20, factor: 1.1, most: 250 };

/** Looks until the answer is something, or until the stack gives up. */
export function until<T>(context: Context, look: () => Promise<T | undefined>): Promise<T> {
  return poll(look, { pace: LOOKING, signal: context.signal });
}
