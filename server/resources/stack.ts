import { Failure } from '../../lib/failure.ts';
import { type Pace, poll } from '../../lib/retry.ts';
import type { StackInfo, Stacks } from '../aws/cloudformation.ts';
import { withHeartbeat } from '../deploy/heartbeat.ts';
import type { Output } from '../deploy/output.ts';
import { causeOf, EventTeller } from './events.ts';
import { unlessRefused } from './refusal.ts';

export type StackCalls = Pick<Stacks, 'create' | 'update' | 'delete' | 'find' | 'events'>;

/** Where progress is told, and what ends the waiting; what AWS has begun goes on. */
export interface Watching {
  output: Output;
  signal: AbortSignal;
}

/** A database takes ten minutes: asked less and less often, so that an account's rate limits are far. */
const PACE: Pace = { first: 100, factor: 1.3, most: 5000 };

/** States in which a stack can only be deleted. */
const WRECKS = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'];

/** The CloudFormation stack of one resource. */
export class ResourceStack {
  readonly name: string;
  private readonly stacks: StackCalls;
  private readonly tags: Record<string, string>;

  constructor(stacks: StackCalls, name: string, tags: Record<string, string>) {
    this.stacks = stacks;
    this.name = name;
    this.tags = tags;
  }

  find(): Promise<StackInfo | undefined> {
    return this.stacks.find(this.name);
  }

  /** Begins to make it. Throws a `Failure` `resource_exists` when there is a stack of this name. */
  async begin(template: string, parameters: Record<string, string>): Promise<void> {
    if (await this.find())
      throw new Failure('resource_exists', `There is a stack ${this.name} in AWS already.`, {
        hint: 'Choose another name, or delete that stack.',
      });
    const input = { name: this.name, template, parameters, tags: this.tags };
    await unlessRefused('resource_not_created', this.stacks.create(input));
  }

  /** Waits until what was begun is made. When that fails nothing of it stays, and a `Failure` says why. */
  async made(since: Date, watching: Watching): Promise<StackInfo> {
    const stack = await this.watch(since, watching);
    if (stack?.status === 'CREATE_COMPLETE') return stack;
    const cause = await this.cause(since, stack);
    if (stack && WRECKS.includes(stack.status)) await this.delete(watching);
    throw new Failure('resource_not_created', `It could not be made: ${cause}`, {
      hint: 'Mend what it names, and create it again.',
    });
  }

  /** Changes it, and waits; false when nothing differs. When that fails it is as it was, and a `Failure` says why. */
  async update(template: string, parameters: Record<string, string>, watching: Watching): Promise<boolean> {
    await this.settled(watching);
    const since = new Date();
    const input = { name: this.name, template, parameters, tags: this.tags };
    if (!(await unlessRefused('resource_not_changed', this.stacks.update(input)))) return false;
    const stack = await this.watch(since, watching);
    if (stack?.status.startsWith('UPDATE_COMPLETE')) return true;
    throw new Failure('resource_not_changed', `It could not be changed: ${await this.cause(since, stack)}`, {
      hint: 'It is as it was before.',
    });
  }

  /** Deletes it with what it holds, and waits until it is gone. */
  async delete(watching: Watching): Promise<void> {
    const found = await this.settled(watching);
    if (!found) return;
    const since = new Date();
    await this.stacks.delete(this.name);
    // Under its name a stack is not found any more once it is gone.
    const stack = await this.watch(since, watching);
    if (!stack || stack.status === 'DELETE_COMPLETE') return;
    throw new Failure('resource_not_deleted', `It could not be removed: ${await this.cause(since, stack)}`, {
      hint: 'Mend what it names, and destroy it again.',
    });
  }

  // Private

  /** The stack at rest: what an earlier command has begun is waited for. */
  private settled(watching: Watching): Promise<StackInfo | undefined> {
    return this.watch(new Date(), watching);
  }

  private async watch(since: Date, { output, signal }: Watching): Promise<StackInfo | undefined> {
    const alive = withHeartbeat(output);
    const teller = new EventTeller(alive, since);
    try {
      return (await poll(() => this.look(teller), { signal, pace: PACE })).stack;
    } finally {
      alive.stop();
    }
  }

  private async look(teller: EventTeller): Promise<{ stack: StackInfo | undefined } | undefined> {
    const stack = await this.find();
    if (!stack) return { stack };
    teller.tell(this.name, await this.stacks.events(stack.id));
    return isBusy(stack) ? undefined : { stack };
  }

  private async cause(since: Date, stack: StackInfo | undefined): Promise<string> {
    const events = stack ? await this.stacks.events(stack.id) : [];
    return causeOf(this.name, events, since) ?? stack?.reason ?? 'CloudFormation gave no reason.';
  }
}

// Private

/** What is only cleaned up after does not keep anybody from anything. */
function isBusy({ status }: StackInfo): boolean {
  return status.endsWith('_IN_PROGRESS');
}
