import { Failure } from '../../lib/failure.ts';
import type { App } from '../model/app.ts';
import type { Developer } from '../model/developer.ts';
import { checkPlace } from './checks.ts';
import type { PushCommands } from './commands.ts';
import type { HookConversation, HookRequest, RefUpdate } from './hook.ts';
import { isDeletion } from './policy.ts';
import { PushClient } from './push-client.ts';
import { NO_OPTIONS, type PushOptions } from './push-options.ts';
import { gitEnded, refusalWords } from './refusals.ts';
import type { RunningService, Streams } from './service.ts';
import type { CommitSource } from './source.ts';

/** A push that moves what an app deploys from. */
export interface DeployRequest {
  app: App;
  developer: Developer;
  branch: string;
  source: CommitSource;
  /** Shows the developer one line. */
  tell(line: string): void;
  signal: AbortSignal;
}

/** What a push was, once it is over. */
export interface PushEnd {
  /** As the client asked. */
  refs: readonly RefUpdate[];
  options: readonly string[];
}

/** A developer's push, as a door hands it in. */
export interface PushRequest {
  app: string;
  developer: Developer;
  protocol?: string | undefined;
  streams: Streams;
  /** Aborts when the client is gone, or (with a `Failure` as reason) when the server stops. */
  signal: AbortSignal;
  /** The developer as of now; throws a `Failure` when the right to push is gone. */
  recheck(): Developer;
  /** Resolves when the commit is live; rejects when it is not, and the push is declined. */
  deploy(request: DeployRequest): Promise<void>;
  /** Told once, when the push is over: `ok`, or why not. */
  ended(push: PushEnd, result: string): void;
}

/** One push, from its commands to its verdict. */
export class Push {
  readonly request: PushRequest;
  readonly client: PushClient;
  /** What the client asked, as it asked it. */
  readonly asked: readonly RefUpdate[];
  /** What was read of the client's stream behind the commands. */
  rest: Buffer = Buffer.alloc(0);
  /** As git is told them: `old` is where a branch is when it is the push's turn. */
  commands: PushCommands;
  options: PushOptions = NO_OPTIONS;
  developer: Developer;
  /** The branches that moved after the client had looked, so that `old` is not what the client said. */
  readonly moved = new Set<string>();
  git: RunningService | undefined;
  conversation: HookConversation | undefined;
  hook: HookRequest | undefined;
  /** Aborts when nobody waits for the outcome any more: the client is gone, or git. */
  readonly signal: AbortSignal;
  /** Why it was ended before git had all of it. */
  failure: Failure | undefined;
  private readonly withoutGit = new AbortController();

  constructor(request: PushRequest, commands: PushCommands) {
    this.request = request;
    this.commands = commands;
    this.asked = commands.updates;
    this.developer = request.developer;
    this.client = new PushClient(request.streams, commands);
    this.signal = AbortSignal.any([request.signal, this.withoutGit.signal]);
  }

  get refs(): string[] {
    return this.asked.map(({ ref }) => ref);
  }

  /** The commit that people know the push by. */
  get commit(): string {
    return (this.asked.find((update) => !isDeletion(update)) ?? (this.asked[0] as RefUpdate)).new;
  }

  /** Shows the developer a line by way of the hook. */
  readonly tell = (line: string): void => this.conversation?.tell(line);

  /**
   * Takes each branch from where it is now, though the client has seen it elsewhere. Throws a `Failure` for a ref that
   * cannot be taken from there: one that is gone, or a tag that has moved.
   */
  catchUp(now: ReadonlyMap<string, string>): void {
    const updates = this.commands.updates.map((update) => this.caughtUp(update, now.get(update.ref)));
    for (const update of updates) checkPlace(update, now.get(update.ref));
    this.commands = { ...this.commands, updates };
  }

  /** Ends a push that git has not all of; afterwards there is nothing to end. */
  fail(failure: Failure): void {
    if (this.hook) return;
    this.failure = failure;
    this.git?.kill();
  }

  /** git has ended; when it has not waited for the verdict, there is none to come. */
  gitEnded(): void {
    if (!this.conversation?.decided) this.withoutGit.abort(gitEnded());
  }

  /** Ends git, unless the verdict is given: then the ref is about to move, and must. */
  readonly stop = (): void => {
    const { reason } = this.request.signal;
    if (!this.conversation || this.conversation.decided) return;
    if (!(reason instanceof Failure)) this.git?.kill();
    else if (!this.hook) this.fail(reason);
    else this.decline(reason);
  };

  /** Says why, and has the hook decline. */
  decline(reason: unknown): void {
    for (const line of refusalWords(reason)) this.tell(line);
    this.conversation?.decide('decline');
  }

  // Private

  private caughtUp(update: RefUpdate, now: string | undefined): RefUpdate {
    const isBranch = update.ref.startsWith('refs/heads/');
    if (!isBranch || now === undefined || now === update.old || isDeletion(update)) return update;
    this.moved.add(update.ref);
    return { ...update, old: now };
  }
}
