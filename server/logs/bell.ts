/** Wakes those who wait for an app's next line. */
export class Bell {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** Resolves when the app's bell rings next, or the signal aborts. */
  next(app: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(app) ?? new Set();
      this.waiting.set(app, waiting);
      const wake = () => {
        waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      waiting.add(wake);
      if (signal.aborted) wake();
      else signal.addEventListener('abort', wake, { once: true });
    });
  }

  ring(app: string): void {
    const waiting = this.waiting.get(app);
    this.waiting.delete(app);
    for (const wake of waiting ?? []) wake();
  }
}
