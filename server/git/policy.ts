import { Failure } from '../../lib/failure.ts';
import { type App, deployBranch, deploys } from '../model/app.ts';
import type { RefUpdate } from './hook.ts';

/** What a push asks of the app: at most one deploy, and refs that are only stored or removed. */
export interface Intent {
  deploy: RefUpdate | undefined;
  others: RefUpdate[];
}

type PolicyApp = Pick<App, 'name' | 'settings'>;

const HEADS = 'refs/heads/';

/** The branch that a ref names, or undefined for tags and others. */
export function branchOf({ ref }: Pick<RefUpdate, 'ref'>): string | undefined {
  return ref.startsWith(HEADS) ? ref.slice(HEADS.length) : undefined;
}

/** A ref as people say it: `main`, `tags/v1`. */
export function shortName({ ref }: Pick<RefUpdate, 'ref'>): string {
  return branchOf({ ref }) ?? ref.replace(/^refs\//, '');
}

export const isDeletion = (update: RefUpdate): boolean => /^0+$/.test(update.new);
export const isCreation = (update: RefUpdate): boolean => /^0+$/.test(update.old);

/** Sorts a push's refs. Throws a `Failure` when it deletes what the app deploys from. */
export function intentOf(refs: readonly RefUpdate[], app: PolicyApp): Intent {
  const candidates = refs.filter((update) => deploysFrom(update, app));
  const deletion = candidates.find(isDeletion);
  if (deletion) throw branchDeletion(branchOf(deletion) as string, app.name);
  const deploy = candidates.find((update) => branchOf(update) === 'main') ?? candidates[0];
  return { deploy, others: refs.filter((update) => update !== deploy) };
}

/** Refs that clients neither see nor move. */
export const HIDDEN_REFS = 'refs/rack';

/** Throws a `Failure` for a ref that only the rack itself makes: git would refuse it after the deploy of the others. */
export function refuseHidden({ ref }: RefUpdate): void {
  if (!`${ref}/`.startsWith(`${HIDDEN_REFS}/`)) return;
  throw new Failure('hidden_ref', `${ref} cannot be pushed: ${HIDDEN_REFS} is the rack's own.`, {
    hint: 'Push a branch or a tag.',
  });
}

/**
 * Why this ref must neither be rewritten nor deleted, or undefined when it may. Branches and tags are protected unless
 * the app is set otherwise; notes, what a mirror carries along, and refs of other tools are not.
 */
export function protection(update: RefUpdate, app: PolicyApp): string | undefined {
  if (deploysFrom(update, app)) return 'which this app deploys from';
  if (app.settings.protect === 'deploy') return undefined;
  return /^refs\/(heads|tags)\//.test(update.ref) ? 'as all branches and tags of this app are protected' : undefined;
}

/** The refusal of a push that would take commits out of a branch. */
export function forcedPush(update: RefUpdate, app: PolicyApp): Failure {
  const branch = shortName(update);
  const wayOut = deploysFrom(update, app) ? 'To go back, push a git revert.' : unprotect(app);
  return new Failure('forced_push', `A force-push would rewrite ${branch}, ${protection(update, app)}.`, {
    hint: `Bring in what is there (git pull rack ${branch}) and push again. ${wayOut}`,
  });
}

/** The refusal to delete a ref that is protected. */
export function protectedDeletion(update: RefUpdate, app: PolicyApp): Failure {
  const why = protection(update, app);
  return new Failure('protected_ref', `${shortName(update)} cannot be deleted, ${why}.`, { hint: unprotect(app) });
}

/** The refusal to move a tag that is protected. */
export function protectedTag(update: RefUpdate, app: PolicyApp): Failure {
  return new Failure('protected_ref', `${shortName(update)} is there already, at ${update.old.slice(0, 7)}.`, {
    hint: `Choose another name for the tag. ${unprotect(app)}`,
  });
}

/** The words for a ref that the push stores or removes without a deploy. */
export function storedWords(update: RefUpdate, app: PolicyApp): string[] {
  const branch = branchOf(update);
  const name = shortName(update);
  if (isDeletion(update)) return [`-----> ${name} is deleted; the app runs on as it is`];
  if (branch === undefined) return [`-----> ${name} is stored, not deployed`];
  const target = deployBranch(app);
  return [
    `-----> ${name} is stored, not deployed: this app deploys from ${target}`,
    `       To deploy it: git push rack ${name}:${target}`,
  ];
}

/** The words for a push that only stores, with `-o no-deploy`. */
export function keptWords(update: RefUpdate, app: PolicyApp): string[] {
  const commit = update.new.slice(0, 7);
  return [
    `-----> ${shortName(update)} is stored at ${commit}, not deployed (-o no-deploy)`,
    `       To deploy it: ssh rack redeploy ${app.name} ${commit}`,
  ];
}

// Private

function deploysFrom(update: RefUpdate, app: PolicyApp): boolean {
  const branch = branchOf(update);
  return branch !== undefined && deploys(app, branch);
}

function branchDeletion(branch: string, app: string): Failure {
  return new Failure('branch_deletion', `${branch} cannot be deleted: this app deploys from it.`, {
    hint: `To remove the whole app: ssh rack destroy ${app}`,
  });
}

function unprotect({ name }: Pick<App, 'name'>): string {
  return `To allow it: ssh rack set ${name} protect=deploy`;
}
