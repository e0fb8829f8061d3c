/** What is asked of every ref of a push before anything is built: git itself would refuse some of it only after the deploy. */
import type { App } from '../model/app.ts';
import type { RefUpdate } from './hook.ts';
import {
  branchOf,
  forcedPush,
  isCreation,
  isDeletion,
  protectedDeletion,
  protectedTag,
  protection,
  shortName,
} from './policy.ts';
import { noCommit, overtaken, shallowPush } from './refusals.ts';
import type { CommitSource } from './source.ts';

export interface Checked {
  update: RefUpdate;
  app: App;
  /** The commit that the ref shall point at, out of the quarantine. */
  source: CommitSource;
  /** True when another push moved the branch while this one waited. */
  hasMoved: boolean;
}

/** Throws a `Failure` unless the ref is where the push takes it from; `now` is undefined when it is not there. */
export function checkPlace(update: RefUpdate, now: string | undefined): void {
  if ((now ?? '') !== (isCreation(update) ? '' : update.old)) throw overtaken(shortName(update), now);
}

/** Throws a `Failure` unless the ref may go where the push brings it. */
export async function checkUpdate(checked: Checked): Promise<void> {
  const { update, app } = checked;
  const why = protection(update, app);
  if (isDeletion(update) && why !== undefined) throw protectedDeletion(update, app);
  if (isDeletion(update) || isCreation(update) || update.old === update.new) return;
  if (branchOf(update) === undefined) {
    if (why !== undefined) throw protectedTag(update, app);
  } else if (why !== undefined || checked.hasMoved) await checkForward(checked);
}

/** Throws a `Failure` unless what shall be deployed is a commit; answers the first line of its message. */
export async function checkCommit({ update, source }: Pick<Checked, 'update' | 'source'>): Promise<string> {
  const subject = await source.subject();
  if (subject === undefined) throw noCommit(shortName(update));
  return subject;
}

// Private

async function checkForward({ update, app, source, hasMoved }: Checked): Promise<void> {
  const forward = await source.contains(update.old);
  if (forward) return;
  // The client has not seen what the push before it brought: that is no force-push, whatever git was told.
  if (hasMoved) throw overtaken(shortName(update), update.old);
  throw forward === undefined ? shallowPush(shortName(update)) : forcedPush(update, app);
}
