/** One who waits for lines of an app. */
export class Follower {
  private wakeUp: (() => void) | undefined;
  private isCalled = false;
  private readonly signal: AbortSignal;
  private readonly left: () => void;
  private readonly wake = () => this.call();

  constructor(signal: AbortSignal, left: () => void) {
    this.signal = signal;
    this.left = left;
    signal.addEventListener('abort', this.wake, { once: true });
  }

  /** Lines came, or the signal aborted. */
  call(): void {
    this.isCalled = true;
    this.wakeUp?.();
  }

  /** Resolves when lines came since it was asked last, or the signal aborts. */
  async next(): Promise<void> {
    if (!this.isCalled && !this.signal.aborted)
      await new Promise<void>((resolve) => {
        this.wakeUp = resolve;
      });
    this.isCalled = false;
    this.wakeUp = undefined;
  }

  leave(): void {
    this.signal.removeEventListener('abort', this.wake);
    this.left();
  }
}
