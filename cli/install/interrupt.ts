import { Failure } from '../../lib/failure.ts';

/**
 * Ctrl-C of a command that works on an account: the command ends at its next wait, with a sentence that tells what is so by
 * then. A second Ctrl-C ends it at once.
 */
export class Interrupt {
  private readonly controller = new AbortController();
  private readonly hint: string;
  private sentence: string;

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
  async looking<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    let stop = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop);
    });
    try {
      signal.throwIfAborted();
      return await Promise.race([work, stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Does work; whatever it throws after Ctrl-C came of that, and Ctrl-C's sentence is told. */
  async over<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : error;
    } finally {
      process.off('SIGINT', this.stop);
    }
  }

  // Private

  private readonly stop = () => {
    this.controller.abort(new Failure('interrupted', this.sentence, { hint: this.hint }));
  };
}
