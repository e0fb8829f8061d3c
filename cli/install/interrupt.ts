import { Failure } from '../../lib/failure.ts';

/** A signal that Ctrl-C aborts, with a sentence that says what goes on meanwhile and how to go on; a second Ctrl-C ends at once. */
export function interruptible(sentence: string, hint: string): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Failure('interrupted', sentence, { hint })));
  return controller.signal;
}
