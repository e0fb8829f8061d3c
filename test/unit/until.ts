import { poll } from '../../lib/retry.ts';

/** What has not come by then never comes; nothing of what unit tests wait for takes a tenth of it. */
const PATIENCE_MS = 60_000;

/** Resolves once it holds. Rejects with the words, when it does not in a minute; earlier, when the signal aborts. */
export async function until(what: string, holds: () => boolean, signal?: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  const options = { pace: { first: 2, factor: 1, most: 2 }, signal: signal ? AbortSignal.any([signal, late]) : late };
  try {
    await poll(async () => holds() || undefined, options);
  } catch (error) {
    if (options.signal.aborted) throw new Error(`waited in vain for ${what}`, { cause: error });
    throw error;
  }
}
