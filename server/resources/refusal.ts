import { Failure } from '../../lib/failure.ts';

/** Turns what AWS refuses, with a reason that is meant for whoever asks, into a `Failure` with that reason. */
export async function unlessRefused<T>(code: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new Failure(code, `AWS refuses: ${error.message}`, {
      hint: 'Mend what it names, and try again.',
      cause: error,
    });
  }
}

// Private

/** The SDK marks the errors of services by whose fault they are. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && '$fault' in error && error.$fault === 'client';
}
