const FIRST_MS = 50;
const MOST_MS = 10_000;

/** Waits that double from failure to failure, each with half of it left to chance so that agents do not retry in step. */
export class Backoff {
  private failures = 0;

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const full = Math.min(FIRST_MS * 2 ** this.failures, MOST_MS);
    this.failures += 1;
    return full / 2 + (Math.random() * full) / 2;
  }

  reset(): void {
    this.failures = 0;
  }
}
