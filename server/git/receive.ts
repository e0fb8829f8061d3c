import { Failure } from '../../lib/failure.ts';
import type { KeyedQueue } from '../../lib/queue.ts';
import { bringsPack, COMMANDS_LIMIT, readCommands, writeCommands } from './commands.ts';
import { HookConversation } from './hook.ts';
import { Judge, type JudgeOptions } from './judge.ts';
import { PktLineReader } from './pkt-line.ts';
import { refuseHidden } from './policy.ts';
import { Push, type PushRequest } from './push.ts';
import { pushOptions } from './push-options.ts';
import { gitEnded, packStalled, packTooLarge, refusalWords, resultOf, superseded } from './refusals.ts';
import { type ServiceCommand, startService } from './service.ts';
import { Wait } from './wait.ts';

/** What a push may take. */
export interface PushLimits {
  /** The largest pack, in bytes. */
  bytes: number;
  /** Milliseconds in which a client must send something while it is its turn to send. */
  stall: number;
  /** Milliseconds that a client may take to pack what it pushes, in which it sends nothing and holds up nobody. */
  packing: number;
}

export interface ReceiverOptions extends JudgeOptions {
  /** One deploy of an app at a time; shared with all that changes apps. */
  queue: KeyedQueue;
  limits: PushLimits;
  isApp(name: string): boolean;
}

/** The exit code for a client that is not there to read it. */
const GONE = 128;

/**
 * Takes pushes: git's receive-pack with the hook's verdict made here, while git holds the new objects in quarantine.
 *
 * The server itself reads what the client asks, and git only starts when it is the push's turn: with each branch where
 * the push before it has left it, because git would refuse one that moves while it waits in the hook, after its deploy.
 */
export class Receiver {
  private readonly options: ReceiverOptions;
  private readonly judge: Judge;

  constructor(options: ReceiverOptions) {
    this.options = options;
    this.judge = new Judge(options);
  }

  /**
   * Carries one push from its commands, which the client sends after the advertisement, to git's exit code. Throws a
   * `Failure` before it has written anything when the commands are none.
   */
  async receive(request: PushRequest): Promise<number> {
    const { stdin } = request.streams;
    const { stall } = this.options.limits;
    const reader = new PktLineReader(stdin, { bytes: COMMANDS_LIMIT, stall, signal: request.signal });
    try {
      const commands = await readCommands(reader);
      if (!commands) return 0;
      const push = new Push(request, commands);
      return await this.inTurn(push, reader).catch((error) => this.refuse(push, error));
    } finally {
      // What nobody reads any more would hold up the next request of the connection.
      stdin.resume();
    }
  }

  // Private

  private async inTurn(push: Push, reader: PktLineReader): Promise<number> {
    const { app, signal, developer } = push.request;
    push.options = pushOptions(push.commands.options);
    for (const update of push.asked) refuseHidden(update);
    if (bringsPack(push.commands)) await reader.follow(this.options.limits.packing);
    push.rest = reader.rest;
    const wait = new Wait((line) => push.client.tell(line));
    const turn = () => {
      wait.end();
      return this.carry(push);
    };
    const replaces = push.options.supersede ? superseded(developer.name, push.commit) : undefined;
    const holder = `the push of ${developer.name}`;
    return this.options.queue
      .run(app, turn, { signal, onWait: wait.say, holder, replaceable: true, replaces })
      .finally(() => wait.end());
  }

  private async carry(push: Push): Promise<number> {
    const { app, signal } = push.request;
    const { repositories } = this.options;
    push.developer = push.request.recheck();
    await repositories.ensure(app);
    try {
      push.catchUp(await repositories.refs(app, push.refs));
      await push.client.done();
      signal.throwIfAborted();
      const git = this.start(push);
      signal.addEventListener('abort', push.stop, { once: true });
      const hook = await push.conversation?.request();
      const result = hook ? await this.judge.answer(push, hook) : undefined;
      const code = await git.finished;
      const failure = push.failure ?? (code !== 0 && !signal.aborted ? gitEnded() : undefined);
      if (failure) await push.client.fail(refusalWords(failure));
      this.over(push, failure?.message ?? result ?? (signal.aborted ? 'cancelled' : 'refused by git'));
      return failure ? GONE : code;
    } finally {
      signal.removeEventListener('abort', push.stop);
      await this.cleanUp(push).catch((error) => this.options.log.error(`after a push to ${app}`, error));
    }
  }

  private start(push: Push) {
    const { app, protocol, streams } = push.request;
    const { repositories, limits } = this.options;
    const command: ServiceCommand = {
      service: 'receive-pack',
      repository: repositories.path(app),
      mode: 'stateless',
      protocol,
      first: Buffer.concat([writeCommands(push.commands), push.rest]),
      limits: {
        ...limits,
        onBreach: (limit) => push.fail(limit === 'bytes' ? packTooLarge(limits.bytes) : packStalled(limits.stall)),
      },
    };
    push.git = startService(command, streams);
    push.conversation = new HookConversation(push.git.hook);
    void push.git.exited.then(() => push.gitEnded());
    return push.git;
  }

  /** Declines a push that git has not seen, in git's own words, and says why before them. */
  private async refuse(push: Push, error: unknown): Promise<number> {
    const { app, signal } = push.request;
    const reason = signal.aborted ? signal.reason : error;
    const isGone = signal.aborted && !(reason instanceof Failure);
    this.over(push, isGone ? 'cancelled' : resultOf(reason));
    if (isGone) return GONE;
    if (!(reason instanceof Failure) || reason.blame === 'rack') this.options.log.error(`push to ${app}`, reason);
    for (const line of refusalWords(reason)) push.client.tell(line);
    await push.client.drain(this.options.limits.stall, signal);
    await push.client.decline();
    return 0;
  }

  private over({ request, asked, commands }: Push, result: string): void {
    request.ended({ refs: asked, options: commands.options }, result);
  }

  /** Its turn lasts until here, so whatever lies about is this push's. */
  private async cleanUp(push: Push): Promise<void> {
    const { repositories, log, isApp } = this.options;
    const { app } = push.request;
    // A push that came to nothing leaves no repository of an app that is not there.
    if (!isApp(app)) return repositories.remove(app);
    await repositories.removeQuarantines(app);
    if (push.hook) repositories.tidy(app).catch((error) => log.error(`git gc of ${app}`, error));
  }
}
