import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after this time, at once where there is none left, or when the signal aborts; never rejects. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, milliseconds), undefined, { signal }).catch(() => {});
}
