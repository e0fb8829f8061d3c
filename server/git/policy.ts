import { Failure } from '../../lib/failure.ts';
import { type App, deploys } from '../model/app.ts';
import type { RefUpdate } from './hook.ts';

/** What a push asks of the app: at most one deploy, and refs that are only stored or removed. */
export interface Intent {
  deploy: RefUpdate | undefined;
  others: RefUpdate[];
}

const HEADS = 'refs/heads/';

/** The branch that a ref names, or undefined for tags and others. */
export function branchOf({ ref }: RefUpdate): string | undefined {
  return ref.startsWith(HEADS) ? ref.slice(HEADS.length) : undefined;
}

export const isDeletion = (update: RefUpdate): boolean => /^0+$/.test(update.new);
export const isCreation = (update: RefUpdate): boolean => /^0+$/.test(update.old);

/** Sorts a push's refs. Throws a `Failure` when it deletes what the app deploys from. */
export function intentOf(refs: readonly RefUpdate[], app: Pick<App, 'name' | 'branch'>): Intent {
  const candidates = refs.filter((update) => deploysFrom(update, app));
  const deletion = candidates.find(isDeletion);
  if (deletion) throw branchDeletion(branchOf(deletion) as string, app.name);
  const deploy = candidates.find((update) => branchOf(update) === 'main') ?? candidates[0];
  return { deploy, others: refs.filter((update) => update !== deploy) };
}

/** The words for a ref that the push stores or removes without a deploy. */
export function storedWords(update: RefUpdate, app: Pick<App, 'branch'>): string[] {
  const branch = branchOf(update);
  const name = branch ?? update.ref.replace(/^refs\//, '');
  if (isDeletion(update)) return [`-----> ${name} is deleted; the app runs on as it is`];
  if (branch === undefined) return [`-----> ${name} is stored, not deployed`];
  const target = app.branch ?? 'main';
  return [
    `-----> ${name} is stored, not deployed: this app deploys from ${target}`,
    `       To deploy it: git push rack ${name}:${target}`,
  ];
}

/** The refusal of a push that would take commits out of what the app deploys from. */
export function forcedPush(branch: string, shallow: boolean): Failure {
  if (shallow)
    return new Failure('shallow_push', `Your clone is too shallow to tell whether ${branch} goes forward.`, {
      hint: 'Fetch the whole history (git fetch --unshallow; fetch-depth: 0 in CI) and push again.',
    });
  return new Failure('forced_push', `A force-push would rewrite ${branch}, which this app deploys from.`, {
    hint: `Bring in what is there (git pull rack ${branch}) and push again. To go back, push a git revert.`,
  });
}

// Private

function deploysFrom(update: RefUpdate, app: Pick<App, 'branch'>): boolean {
  const branch = branchOf(update);
  return branch !== undefined && deploys(app as App, branch);
}

function branchDeletion(branch: string, app: string): Failure {
  return new Failure('branch_deletion', `${branch} cannot be deleted: this app deploys from it.`, {
    hint: `To remove the whole app: ssh rack destroy ${app}`,
  });
}
