/** Whose fault a failure is: `user` failures are answered with their sentence, all others are logged and kept inside. */
export type Blame = 'user' | 'rack';

/**
 * An error that is a sentence for a person: what happened, with the number or name that matters, then how to go on.
 * `code` is stable and for programs (`app_not_found`); `hint` is the way on, printed on a line of its own.
 */
export class Failure extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly blame: Blame;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown; blame?: Blame } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.hint = options.hint;
    this.blame = options.blame ?? 'user';
  }
}

/** The sentence of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for the error that an aborted signal causes, whoever threw it. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}
