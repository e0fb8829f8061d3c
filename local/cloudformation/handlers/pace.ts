import { type Pace, poll } from '../../../lib/retry.ts';
import { AwsError } from '../../endpoint/service.ts';
import type { Context } from './handler.ts';

/** How long something may stay in use that is to be deleted: longer than a task's time to stop. */
const PATIENCE_MS = 2 * 60_000;

/** The services are in this process: looking often costs little and a deploy should not wait for a look. */
const LOOKING: Pace = { first: 20, factor: 1.1, most: 250 };

/** Tries until it is not refused as in use any more; what keeps it in use is about to end, or the refusal is thrown. */
export async function whenFree(context: Context, codes: RegExp, work: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  await until(context, async () => {
    try {
      await work();
      return true;
    } catch (error) {
      const isInUse = error instanceof AwsError && codes.test(error.code);
      if (!isInUse || Date.now() > deadline) throw error;
      return undefined;
    }
  });
}

/** Looks until the answer is something, or until the stack gives up. */
export function until<T>(context: Context, look: () => Promise<T | undefined>): Promise<T> {
  return poll(look, { pace: LOOKING, signal: context.signal });
}
