import { Failure, isAbort } from '../../lib/failure.ts';

/** The lines that tell a developer why a push is declined. */
export function refusalWords(error: unknown): string[] {
  const { message, hint } = error instanceof Failure ? error : rackTrouble();
  return [...message.split('\n').map((line) => ` !     ${line}`), ...(hint ? [`       ${hint}`] : [])];
}

/** What the audit log says of a push that came to nothing: the first line of the sentence; of inner errors nothing. */
export function resultOf(error: unknown): string {
  if (error instanceof Failure) return error.message.split('\n')[0] as string;
  return isAbort(error) ? 'cancelled' : 'an error of the rack itself';
}

/** The refusal of a push whose history is cut off before it shows whether the branch goes forward. */
export function shallowPush(branch: string): Failure {
  return new Failure('shallow_push', `Your clone is too shallow to tell whether ${branch} goes forward.`, {
    hint: 'Fetch the whole history (git fetch --unshallow; fetch-depth: 0 in CI) and push again.',
  });
}

/** The refusal of a push that was made before another one moved the ref. */
export function overtaken(name: string, now: string | undefined): Failure {
  const where = now ? `moved to ${now.slice(0, 7)}` : 'was deleted';
  return new Failure('overtaken', `${name} ${where} while this push waited.`, {
    hint: now ? `Bring it in (git pull rack ${name}) and push again.` : 'Push again.',
  });
}

/** The refusal of what cannot be deployed. */
export function noCommit(branch: string): Failure {
  return new Failure('no_commit', `${branch} would not point at a commit.`, {
    hint: 'Push a branch, as in git push rack main.',
  });
}

/** What a waiting push is told when another one takes its place. */
export function superseded(developer: string, commit: string): Failure {
  return new Failure('superseded', `Superseded by the push of ${developer} (${commit.slice(0, 7)}).`);
}

/** What a client is told that sends no more of its pack. */
export function packStalled(milliseconds: number): Failure {
  return new Failure('pack_stalled', `Nothing of the push came for ${Math.round(milliseconds / 1000)} seconds.`, {
    hint: 'Push again.',
  });
}

/** What a client is told that sends too much. */
export function packTooLarge(bytes: number): Failure {
  const size = bytes >= 1024 ** 2 ? `${Math.floor(bytes / 1024 ** 2)} MiB` : `${bytes} bytes`;
  return new Failure('pack_too_large', `The push is larger than ${size}, which is the most here.`, {
    hint: 'Keep large files out of git; an admin can raise RACK_PUSH_LIMIT.',
  });
}

/** What a client is told when git itself has broken down. */
export function gitEnded(): Failure {
  return new Failure('git_ended', 'git has ended on the rack before it was done.', {
    hint: 'Push again.',
    blame: 'rack',
  });
}

// Private

function rackTrouble(): Failure {
  return new Failure('rack_trouble', 'The rack met an error of its own; its log says what.', {
    hint: 'Push again. Should it stay so, `rack status` and `rack doctor` on its machine tell more.',
  });
}
