import { Failure } from '../../lib/failure.ts';
import { poll } from '../../lib/retry.ts';
import type { StackEvent, StackInfo, StackInput, Stacks } from '../aws/cloudformation.ts';
import { baseTemplate } from './template.ts';

export type StackCalls = Pick<Stacks, 'create' | 'update' | 'cancel' | 'delete' | 'find' | 'events'>;

/** What of a rack stands in its apps' stacks. */
export interface RackSettings {
  rack: string;
  /** The ARN of the listener of its load balancer. */
  listener: string;
  domain: string;
  /** The ARN of the policy that bounds apps' roles. */
  permissionsBoundary: string | undefined;
}

/** States in which a stack is of no use and can only be deleted. */
const NEVER_MADE = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'];

/** The CloudFormation stack of one app. */
export class AppStack {
  readonly name: string;
  private readonly stacks: StackCalls;
  private readonly settings: Pick<StackInput, 'parameters' | 'tags'>;

  constructor(stacks: StackCalls, { rack, listener, domain, permissionsBoundary }: RackSettings, app: string) {
    this.stacks = stacks;
    this.name = `${rack}-${app}`;
    this.settings = {
      parameters: {
        Rack: rack,
        App: app,
        Listener: listener,
        Domain: domain,
        ...(permissionsBoundary && { PermissionsBoundary: permissionsBoundary }),
      },
      tags: { rack },
    };
  }

  find(): Promise<StackInfo | undefined> {
    return this.stacks.find(this.name);
  }

  /**
   * The stack, ready for an update: made when there is none, waited for when it is at work. What an interrupted deploy
   * left running is cancelled first. `say` is told what takes time.
   */
  async ready(say: (line: string) => void, signal?: AbortSignal): Promise<StackInfo> {
    const stack = await this.settled(say, signal);
    if (stack && !NEVER_MADE.includes(stack.status)) return this.updatable(stack);
    if (stack) await this.delete(signal);
    await this.stacks.create({ name: this.name, template: baseTemplate(), ...this.settings });
    const made = await this.atRest(signal);
    if (made?.status === 'CREATE_COMPLETE') return made;
    throw await this.failed('stack_not_created', `The stack ${this.name} could not be created`);
  }

  /** The stack at rest; a running update, which nobody waits for any more, is cancelled. */
  async settled(say: (line: string) => void = () => {}, signal?: AbortSignal): Promise<StackInfo | undefined> {
    const stack = await this.find();
    if (!stack || !isBusy(stack)) return stack;
    if (!stack.status.endsWith('CLEANUP_IN_PROGRESS')) {
      say(`An earlier deploy did not come to its end (${stack.status}); waiting for it first`);
    }
    if (stack.status === 'UPDATE_IN_PROGRESS') await this.cancel();
    return this.atRest(signal);
  }

  /** Starts an update; answers false when there is nothing to change. */
  update(template: string): Promise<boolean> {
    return this.stacks.update({ name: this.name, template, ...this.settings });
  }

  /**
   * Takes over another listener or domain of the rack, with the release that runs; nothing where they are the same. A stack
   * that does not tell its listener is of a version before this, and takes it over with its next release.
   */
  async moveToRack(): Promise<void> {
    const stack = await this.settled();
    const { Listener, Domain, App } = this.settings.parameters;
    if (!stack?.outputs.Listener) return;
    if (stack.outputs.Listener === Listener && stack.outputs.HostName === `${App}.${Domain}`) return;
    await this.stacks.update({ name: this.name, template: undefined, ...this.settings });
    const moved = await this.atRest();
    if (!moved || !isUpdated(moved)) throw await this.failed('stack_not_moved', `The stack ${this.name} did not move`);
  }

  cancel(): Promise<boolean> {
    return this.stacks.cancel(this.name);
  }

  /** Waits until the stack is at rest; undefined when it is gone. */
  atRest(signal?: AbortSignal): Promise<StackInfo | undefined> {
    const look = async () => {
      const stack = await this.find();
      return stack && isBusy(stack) ? undefined : { stack };
    };
    return poll(look, signal && { signal }).then(({ stack }) => stack);
  }

  /** Deletes the stack and all it holds, and waits until it is gone. */
  async delete(signal?: AbortSignal): Promise<void> {
    const stack = await this.find();
    if (!stack) return;
    await this.stacks.delete(this.name);
    const rest = await this.atRest(signal);
    if (rest === undefined || rest.status === 'DELETE_COMPLETE') return;
    throw await this.failed('stack_not_deleted', `The stack ${this.name} could not be deleted`);
  }

  /** Why the latest change failed: the reasons of the resources that failed of themselves, oldest first. */
  async failures(since: Date): Promise<string[]> {
    const events = await this.stacks.events(this.name);
    const failed = events.filter((event) => event.time >= since && isCause(event, this.name));
    return failed.reverse().map(({ logicalId, reason }) => `${logicalId}: ${reason}`);
  }

  // Private

  private updatable(stack: StackInfo): StackInfo {
    if (!stack.status.endsWith('_FAILED')) return stack;
    throw new Failure('stack_stuck', `The stack ${this.name} is in state ${stack.status}: ${stack.reason ?? ''}`, {
      hint: 'Mend what it names in AWS, then run `aws cloudformation continue-update-rollback` and push again.',
      blame: 'rack',
    });
  }

  private async failed(code: string, sentence: string): Promise<Failure> {
    const reasons = await this.failures(new Date(0));
    return new Failure(code, `${sentence}: ${reasons.at(-1) ?? 'CloudFormation gave no reason'}`, {
      hint: 'Push again; if it fails again, tell an admin of the rack.',
      blame: 'user',
    });
  }
}

/** True while CloudFormation works on the stack. */
export function isBusy({ status }: StackInfo): boolean {
  return status.endsWith('_IN_PROGRESS');
}

/** True when the last update went through; cleaning up after it is of no matter to what runs. */
export function isUpdated({ status }: StackInfo): boolean {
  return status === 'UPDATE_COMPLETE' || status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
}

// Private

function isCause({ logicalId, status, reason = '' }: StackEvent, stack: string): boolean {
  return status.endsWith('_FAILED') && logicalId !== stack && reason !== '' && !/cancelled/i.test(reason);
}
