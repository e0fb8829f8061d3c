import { Failure } from '../../lib/failure.ts';

/** Milliseconds that work has after Ctrl-C to end in order; an answer that does not come is then no longer awaited. */
const GRACE = 5000;

/**
 * Ctrl-C of a command that works on an account: the command ends at its next wait, with a sentence that tells what is so by
 * then. A second Ctrl-C ends it at once.
 */
export class Interrupt {
  private readonly controller = new AbortController();
  private readonly hint: string;
  private sentence: string;
  private grace: NodeJS.Timeout | undefined;

  /** The first phase's sentence, and how to go on from any phase. */
  constructor(sentence: string, hint: string) {
    this.sentence = sentence;
    this.hint = hint;
    process.once('SIGINT', this.stop);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** From here on Ctrl-C tells this; throws when it came before. */
  phase(sentence: string): void {
    this.signal.throwIfAborted();
    this.sentence = sentence;
  }

  /** Waits for work that only looks, and whose end Ctrl-C therefore need not await. */
  looking<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.stopped(0)]);
  }

  /** Does work; whatever it throws after Ctrl-C came of that, and Ctrl-C's sentence is told. */
  async over<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([work(), this.stopped(GRACE)]);
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : error;
    } finally {
      process.off('SIGINT', this.stop);
      clearTimeout(this.grace);
    }
  }

  // Private

  private readonly stop = () => {
    this.controller.abort(new Failure('interrupted', this.sentence, { hint: this.hint }));
  };
  /** Rejects this many milliseconds after Ctrl-C; never without it. */
  private stopped(after: number): Promise<never> {
    const { signal } = this;
    return new Promise((_, reject) => {
      const stop = () => {
        this.grace = setTimeout(() => reject(signal.reason), after);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }
}
