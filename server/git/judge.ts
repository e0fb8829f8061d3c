import { Failure } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { App } from '../model/app.ts';
import type { Developer } from '../model/developer.ts';
import { checkCommit, checkUpdate } from './checks.ts';
import type { HookRequest, RefUpdate } from './hook.ts';
import { branchOf, intentOf, isDeletion, keptWords, storedWords } from './policy.ts';
import type { Push } from './push.ts';
import { resultOf } from './refusals.ts';
import type { Repositories } from './repositories.ts';
import { CommitSource } from './source.ts';

export interface JudgeOptions {
  repositories: Repositories;
  log: Log;
  /** The app of this name, made when it is new. */
  openApp(name: string, developer: Developer, tell: (line: string) => void): App;
}

/** Gives the hook of a push its verdict: what it brings is checked, and deployed where the app deploys from it. */
export class Judge {
  private readonly options: JudgeOptions;

  constructor(options: JudgeOptions) {
    this.options = options;
  }

  /** Answers the hook; resolves, when git has done what it was told, with `ok` or with why the push came to nothing. */
  answer(push: Push, hook: HookRequest): Promise<string> {
    push.hook = hook;
    return this.judge(push, hook).catch((error) => this.decline(push, error));
  }

  // Private

  private async judge(push: Push, hook: HookRequest): Promise<string> {
    const app = this.options.openApp(push.request.app, push.developer, push.tell);
    const { deploy, others } = intentOf(hook.refs, app);
    await this.check(push, hook.refs, app);
    for (const update of others) for (const line of storedWords(update, app)) push.tell(line);
    if (deploy) await this.deploy(push, app, deploy);
    push.signal.throwIfAborted();
    push.conversation?.decide('accept');
    await push.git?.finished;
    return this.confirm(push, hook.refs, deploy);
  }

  /** What git itself checks only after the hook. */
  private async check(push: Push, refs: readonly RefUpdate[], app: App): Promise<void> {
    for (const update of refs) {
      const source = this.sourceOf(push, update);
      await checkUpdate({ update, app, source, hasMoved: push.moved.has(update.ref) });
    }
  }

  private async deploy(push: Push, app: App, update: RefUpdate): Promise<void> {
    const { developer, tell } = push;
    const source = this.sourceOf(push, update);
    const subject = await checkCommit({ update, source });
    const branch = branchOf(update) as string;
    if (push.options.noDeploy) return keptWords(update, app).forEach(tell);
    if (update.old === update.new) return tell(`-----> ${branch} is at ${update.new.slice(0, 7)} already`);
    tell(`-----> Receiving ${branch} from ${developer.name}: ${update.new.slice(0, 7)} ${subject}`);
    await push.request.deploy({ app, developer, branch, source, tell, signal: push.signal });
  }

  private sourceOf({ request, hook }: Push, update: RefUpdate): CommitSource {
    const repository = this.options.repositories.path(request.app);
    return new CommitSource({ commit: update.new, repository, quarantine: hook?.quarantine });
  }

  /** The outcome is where the refs are, not what was meant. */
  private async confirm(push: Push, refs: readonly RefUpdate[], deploy: RefUpdate | undefined): Promise<string> {
    const { repositories, log } = this.options;
    const { app } = push.request;
    const names = refs.map(({ ref }) => ref);
    const where = await repositories.refs(app, names);
    const isThere = (update: RefUpdate) => where.get(update.ref) === (isDeletion(update) ? undefined : update.new);
    const left = refs.filter((update) => !isThere(update));
    if (deploy && left.includes(deploy) && !push.options.noDeploy)
      log.error(`${app}: ${deploy.new} is deployed, but git left ${deploy.ref} where it was`);
    if (deploy && isThere(deploy)) await repositories.setHead(app, branchOf(deploy) as string);
    return left.length === 0 ? 'ok' : `git left ${left.map(({ ref }) => ref).join(' ')} where it was`;
  }

  private decline(push: Push, error: unknown): string {
    const { app, signal } = push.request;
    if (signal.aborted) {
      push.conversation?.decide('decline');
      return 'cancelled';
    }
    if (!(error instanceof Failure) || error.blame === 'rack') this.options.log.error(`push to ${app}`, error);
    push.decline(error);
    return resultOf(error);
  }
}
