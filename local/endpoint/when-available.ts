import { setTimeout as sleep } from 'node:timers/promises';
import { waits } from '../../lib/retry.ts';
import { unavailable } from './unavailable.ts';

/** Before it is tried again whether the machine has what was lacking: room on its disk, its Docker engine. */
const PACE = { first: 100, factor: 2, most: 2000 };

/**
 * Does work of the background, which may be begun again at any time, until the machine has what it takes. `onLack` hears of the
 * first time that it has not. Rejects with the work's error when the signal aborts the waiting.
 */
export async function whenAvailable<T>(
  work: () => Promise<T>,
  { signal, onLack }: { signal?: AbortSignal | undefined; onLack?: (sentence: string) => void } = {},
): Promise<T> {
  let isNews = true;
  for (const wait of waits(PACE)) {
    try {
      return await work();
    } catch (error) {
      const lack = unavailable(error);
      if (!lack || signal?.aborted) throw error;
      if (isNews) onLack?.(lack.message);
      isNews = false;
      await sleep(wait, undefined, signal && { signal }).catch(() => {
        throw error;
      });
    }
  }
  throw new Error('a pace has no end');
}
