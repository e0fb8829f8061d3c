import { Failure, isAbort, messageOf } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import type { KeyedQueue } from '../../lib/queue.ts';
import type { App } from '../model/app.ts';
import type { Developer } from '../model/developer.ts';
import { HookConversation, type HookRequest, type RefUpdate } from './hook.ts';
import { branchOf, forcedPush, intentOf, isCreation, storedWords } from './policy.ts';
import type { Repositories } from './repositories.ts';
import { type RunningService, type Streams, startService } from './service.ts';
import { CommitSource } from './source.ts';

/** A developer's push, as a door hands it in. */
export interface PushRequest {
  app: string;
  developer: Developer;
  protocol?: string | undefined;
  mode?: 'stateless' | undefined;
  streams: Streams;
  /** Aborts when the client is gone, or (with a `Failure` as reason) when the server stops. */
  signal: AbortSignal;
  /** Told once the push has its verdict: `ok`, or why not. Not told when git refused the push by itself. */
  ended(refs: RefUpdate[], result: string): void;
}

/** A push that moves what an app deploys from. */
export interface DeployRequest {
  app: App;
  developer: Developer;
  branch: string;
  source: CommitSource;
  pushOptions: string[];
  /** Shows the developer one line. */
  tell(line: string): void;
  signal: AbortSignal;
}

export interface ReceiverOptions {
  repositories: Repositories;
  /** One deploy of an app at a time; shared with all that changes apps. */
  queue: KeyedQueue;
  log: Log;
  isApp(name: string): boolean;
  /** The app of this name, made when it is new. */
  openApp(name: string, developer: Developer, tell: (line: string) => void): App;
  /** Resolves when the commit is live; rejects when it is not, and the push is declined. */
  deploy(request: DeployRequest): Promise<void>;
}

/** Silence that no load balancer on the way cuts, in milliseconds. */
const HEARTBEAT = 15_000;

/**
 * Takes pushes: git's receive-pack with the hook's verdict made here, while git holds the new objects in quarantine.
 *
 * A push waits its turn before git tells the client where the refs are, so that it builds on what the push before it
 * left; were it to wait in the hook, git would refuse it after its deploy, because the ref has moved meanwhile.
 */
export class Receiver {
  private readonly options: ReceiverOptions;
  /** App → the developer whose push holds the queue. */
  private readonly holders = new Map<string, string>();

  constructor(options: ReceiverOptions) {
    this.options = options;
  }

  /** Carries one push from the first byte to git's exit code. */
  async receive(request: PushRequest): Promise<number> {
    const { app, developer, signal } = request;
    let awake = () => {};
    const onWait = ({ ahead }: { ahead: number }) => {
      awake = this.sayWaiting(request, ahead);
    };
    const turn = async () => {
      awake();
      this.holders.set(app, developer.name);
      return this.carry(request).finally(() => this.holders.delete(app));
    };
    return this.options.queue.run(app, turn, { signal, onWait }).finally(() => awake());
  }

  // Private

  /** Says whom the push waits for, again and again; answers what ends that. git has not started yet: it goes to stderr. */
  private sayWaiting({ app, streams }: PushRequest, ahead: number): () => void {
    const holder = this.holders.get(app);
    const whom = holder ? `the push of ${holder}` : 'a change of this app';
    const startedAt = Date.now();
    const seconds = () => Math.round((Date.now() - startedAt) / 1000);
    const say = (line: string) => void streams.write(Buffer.from(`${line}\n`), 'stderr');
    say(`-----> Waiting for ${whom} (${ahead} ahead)`);
    const timer = setInterval(() => say(`       … still waiting (${seconds()}s; Ctrl-C gives up)`), HEARTBEAT);
    return () => clearInterval(timer);
  }

  private async carry(request: PushRequest): Promise<number> {
    const { app, mode, protocol, streams, signal } = request;
    const { repositories } = this.options;
    await repositories.ensure(app);
    const git = startService({ service: 'receive-pack', repository: repositories.path(app), mode, protocol }, streams);
    const push = new Push(request, git, new HookConversation(git.hook));
    const stop = () => push.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const hook = await push.conversation.request();
      if (hook) await this.answer(push, hook);
      return await git.finished;
    } finally {
      signal.removeEventListener('abort', stop);
      await this.cleanUp(push);
    }
  }

  private async answer(push: Push, hook: HookRequest): Promise<void> {
    push.hook = hook;
    const result = await this.judge(push, hook).then(
      () => 'ok',
      (error) => this.decline(push, error),
    );
    push.request.ended(hook.refs, result);
  }

  private async judge(push: Push, hook: HookRequest): Promise<void> {
    const tell = (line: string) => push.conversation.tell(line);
    const app = this.options.openApp(push.request.app, push.request.developer, tell);
    const { deploy, others } = intentOf(hook.refs, app);
    for (const update of others) for (const line of storedWords(update, app)) tell(line);
    if (deploy) await this.deploy(push, app, deploy);
    else await this.accept(push);
  }

  private async deploy(push: Push, app: App, update: RefUpdate): Promise<void> {
    const { developer, signal } = push.request;
    const source = this.sourceOf(push, update);
    const subject = await this.check(push, update, source);
    const branch = branchOf(update) as string;
    const tell = (line: string) => push.conversation.tell(line);
    const pushOptions = push.hook?.pushOptions ?? [];
    tell(`-----> Receiving ${branch} from ${developer.name}: ${update.new.slice(0, 7)} ${subject}`);
    await this.options.deploy({ app, developer, branch, source, pushOptions, tell, signal });
    await this.accept(push);
    await this.confirm(app, update, branch);
  }

  private sourceOf(push: Push, update: RefUpdate): CommitSource {
    const repository = this.options.repositories.path(push.request.app);
    return new CommitSource({ commit: update.new, repository, quarantine: push.hook?.quarantine });
  }

  /** What git itself checks only after the hook, and what may have changed while the push waited. */
  private async check(push: Push, update: RefUpdate, source: CommitSource): Promise<string> {
    const branch = branchOf(update) as string;
    const now = await this.options.repositories.ref(push.request.app, update.ref);
    if ((now ?? '') !== (isCreation(update) ? '' : update.old)) throw overtaken(branch, now);
    const subject = await source.subject();
    if (subject === undefined) throw noCommit(branch);
    const forward = isCreation(update) || (await source.contains(update.old));
    if (!forward) throw forcedPush(branch, forward === undefined);
    return subject;
  }

  private async accept(push: Push): Promise<void> {
    push.request.signal.throwIfAborted();
    push.conversation.decide('accept');
    await push.git.finished;
  }

  /** The outcome is where the ref is, not what was meant. */
  private async confirm(app: App, update: RefUpdate, branch: string): Promise<void> {
    const { repositories, log } = this.options;
    const now = await repositories.ref(app.name, update.ref);
    if (now !== update.new)
      log.error(`${app.name}: ${update.new} is deployed, but git left ${update.ref} at ${now ?? 'nothing'}`);
    if (isCreation(update) && branch !== 'main') await repositories.setHead(app.name, branch);
  }

  private decline(push: Push, error: unknown): string {
    const { app, signal } = push.request;
    if (!signal.aborted) {
      if (!(error instanceof Failure) || error.blame === 'rack') this.options.log.error(`push to ${app}`, error);
      for (const line of refusalWords(error)) push.conversation.tell(line);
    }
    push.conversation.decide('decline');
    return signal.aborted || isAbort(error) ? 'cancelled' : messageOf(error);
  }

  /** Its turn lasts until here, so whatever lies about is this push's. */
  private async cleanUp(push: Push): Promise<void> {
    const { repositories, log, isApp } = this.options;
    const { app } = push.request;
    // A client that only looked, and pushed nothing, leaves no repository of an app that is not there.
    if (!isApp(app)) return repositories.remove(app);
    await repositories.removeQuarantines(app);
    if (push.hook) repositories.tidy(app).catch((error) => log.error(`git gc of ${app}`, error));
  }
}

/** One push that runs. */
class Push {
  readonly request: PushRequest;
  readonly git: RunningService;
  readonly conversation: HookConversation;
  hook: HookRequest | undefined;

  constructor(request: PushRequest, git: RunningService, conversation: HookConversation) {
    this.request = request;
    this.git = git;
    this.conversation = conversation;
  }

  /** Ends git, unless the verdict is given: then the ref is about to move, and must. */
  stop(): void {
    const { reason } = this.request.signal;
    if (this.conversation.decided) return;
    if (reason instanceof Failure && this.hook) {
      for (const line of refusalWords(reason)) this.conversation.tell(line);
      this.conversation.decide('decline');
    } else {
      this.git.kill();
    }
  }
}

function refusalWords(error: unknown): string[] {
  const { message, hint } = error instanceof Failure ? error : rackTrouble(error);
  return [...message.split('\n').map((line) => ` !     ${line}`), ...(hint ? [`       ${hint}`] : [])];
}

function rackTrouble(error: unknown): Failure {
  return new Failure('rack_trouble', `The rack met an error of its own: ${messageOf(error)}.`, {
    hint: 'Push again. Should it stay so, `rack status` and `rack doctor` on its machine tell more.',
  });
}

function overtaken(branch: string, now: string | undefined): Failure {
  return new Failure('overtaken', `${branch} moved to ${now?.slice(0, 7) ?? 'nothing'} while this push waited.`, {
    hint: `Bring it in (git pull rack ${branch}) and push again.`,
  });
}

function noCommit(branch: string): Failure {
  return new Failure('no_commit', `${branch} would not point at a commit.`, {
    hint: 'Push a branch, as in git push rack main.',
  });
}
