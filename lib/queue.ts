/** A place in a queue: `ahead` is how many hold or wait before it. */
export interface Place {
  ahead: number;
}

/**
 * First come, first served, per key. Work under one key runs one at a time; different keys run side by side.
 * Held in memory only, so that no lock outlives its holder.
 */
export class KeyedQueue {
  private readonly tails = new Map<string, { promise: Promise<void>; length: number }>();

  /**
   * Runs `work` when it is its turn. `onWait` is told the place when others are ahead. When `signal` aborts while
   * waiting, the place is given up and the promise rejects with the signal's reason.
   */
  async run<T>(
    key: string,
    work: () => Promise<T>,
    options: { signal?: AbortSignal; onWait?: (place: Place) => void } = {},
  ): Promise<T> {
    const entry = this.tails.get(key) ?? { promise: Promise.resolve(), length: 0 };
    this.tails.set(key, entry);
    const turn = entry.promise;
    const { promise: done, resolve: release } = deferred();
    entry.promise = turn.then(() => done);
    if (entry.length > 0) options.onWait?.({ ahead: entry.length });
    entry.length += 1;
    try {
      await abortable(turn, options.signal);
      return await work();
    } finally {
      entry.length -= 1;
      if (entry.length === 0) this.tails.delete(key);
      release();
    }
  }
}

// Private

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function abortable(promise: Promise<void>, signal?: AbortSignal): Promise<void> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
