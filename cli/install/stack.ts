import { randomUUID } from 'node:crypto';
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type Parameter,
  paginateDescribeStackEvents,
  type ResourceChange,
  type StackEvent,
  type Stack as StackShape,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { Failure, messageOf } from '../../lib/failure.ts';
import { type Pace, poll } from '../../lib/retry.ts';

/** What is known of a stack. */
export interface StackState {
  id: string;
  status: string;
  reason: string | undefined;
  outputs: Record<string, string>;
  /** Name → value; hidden ones are masked. */
  parameters: Record<string, string>;
  protected: boolean;
  changedAt: Date;
}

export interface StackInput {
  template: string;
  parameters: Parameter[];
  /** Of the stack, and of all its resources that can carry tags. */
  tags: Record<string, string>;
}

/** A change that CloudFormation has worked out and not begun. */
export interface Proposal {
  id: string;
  kind: 'CREATE' | 'UPDATE';
  changes: ResourceChange[];
}

/** Quick at first, for stacks of one machine; AWS takes minutes and throttles. */
const PACE: Pace = { first: 50, factor: 1.4, most: 4000 };

/** What CloudFormation says of an update that changes nothing. */
const NO_CHANGES = /didn't contain changes|No updates are to be performed/;

/** One CloudFormation stack, changed through change sets. */
export class Stack {
  readonly name: string;
  private readonly client: CloudFormationClient;

  constructor(client: CloudFormationClient, name: string) {
    this.client = client;
    this.name = name;
  }

  /** The stack as it is now; undefined when there is none. */
  async find(id = this.name): Promise<StackState | undefined> {
    try {
      const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName: id }));
      return stack && stateOf(stack);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Begins to make the stack, guarded against being deleted if so wanted. */
  async create(input: StackInput, isProtected: boolean): Promise<string> {
    const request = { ...requestOf(this.name, input), EnableTerminationProtection: isProtected };
    const { StackId } = await this.client.send(new CreateStackCommand(request));
    return StackId!;
  }

  /** Works out what a template and parameters would change; undefined when nothing would. */
  async propose(kind: Proposal['kind'], input: StackInput, signal: AbortSignal): Promise<Proposal | undefined> {
    const id = await this.begin(kind, input);
    if (id === undefined) return undefined;
    const proposal = { id, kind };
    const changes = await poll(() => this.changesOf(id), { pace: PACE, signal }).catch(async (error) => {
      await this.forget(proposal);
      throw error;
    });
    if (changes !== 'none') return { ...proposal, changes };
    await this.discard(proposal);
    return undefined;
  }

  /** Begins a proposed change. */
  async execute({ id }: Proposal): Promise<void> {
    await this.client.send(new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: randomUUID() }));
  }

  /** Forgets a proposed change, and the empty stack that a proposal to create one leaves. */
  async discard({ id, kind }: Pick<Proposal, 'id' | 'kind'>): Promise<void> {
    await this.client.send(new DeleteChangeSetCommand({ ChangeSetName: id }));
    if (kind === 'CREATE') await this.delete();
  }

  /** Discards a proposal after a failure, which is told instead of what may go wrong with this: no proposal does harm. */
  async forget(proposal: Pick<Proposal, 'id' | 'kind'>): Promise<void> {
    await this.discard(proposal).catch(() => {});
  }

  async delete(): Promise<void> {
    await this.client.send(new DeleteStackCommand({ StackName: this.name }));
  }

  /** Guards the stack against being deleted, or lets it be deleted again. */
  async protect(on: boolean): Promise<void> {
    const input = { StackName: this.name, EnableTerminationProtection: on };
    await this.client.send(new UpdateTerminationProtectionCommand(input));
  }

  /** Waits until nothing is going on with the stack; undefined when it is gone. `look` is called between the looks. */
  async atRest(
    signal: AbortSignal,
    look: () => Promise<void> = async () => {},
    id?: string,
  ): Promise<StackState | undefined> {
    const rest = async () => {
      const stack = await this.find(id);
      await look();
      return stack && isBusy(stack) ? undefined : { stack };
    };
    const { stack } = await poll(rest, { pace: PACE, signal });
    return stack?.status === 'DELETE_COMPLETE' ? undefined : stack;
  }

  /** The events after one of them, or all there are; oldest first. `id` names a stack that is gone already. */
  async events(after: string | undefined, id = this.name): Promise<StackEvent[]> {
    const found: StackEvent[] = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client: this.client }, { StackName: id })) {
      const at = StackEvents.findIndex(({ EventId }) => EventId === after);
      found.push(...(at < 0 ? StackEvents : StackEvents.slice(0, at)));
      if (at >= 0) break;
    }
    return found.reverse();
  }

  /** The id of the last event before the change that goes on now, or before the next one when nothing does. */
  async beforeChange(): Promise<string | undefined> {
    const stack = await this.find();
    if (!stack) return undefined;
    const events = await this.events(undefined);
    const start = isBusy(stack) ? events.findLastIndex(isStart) : events.length;
    return events[start - 1]?.EventId;
  }

  /** The events of the change that goes on now, or of the last one; oldest first. */
  async lastChange(): Promise<StackEvent[]> {
    const events = await this.events(undefined);
    return events.slice(Math.max(events.findLastIndex(isStart), 0));
  }

  // Private

  /** Begins to work a change out. AWS finds out later that nothing would change, other endpoints say so at once. */
  private async begin(kind: Proposal['kind'], input: StackInput): Promise<string | undefined> {
    const name = { ChangeSetName: `rack-${randomUUID()}`, ChangeSetType: kind };
    const request = new CreateChangeSetCommand({ ...requestOf(this.name, input), ...name });
    try {
      return (await this.client.send(request)).Id!;
    } catch (error) {
      if (NO_CHANGES.test(messageOf(error))) return undefined;
      throw error;
    }
  }

  /** The changes of a change set, `none` for one without any; undefined while it is worked out. */
  private async changesOf(id: string): Promise<ResourceChange[] | 'none' | undefined> {
    const changes: ResourceChange[] = [];
    let token: string | undefined;
    do {
      const input = { ChangeSetName: id, ...(token !== undefined && { NextToken: token }) };
      const page = await this.client.send(new DescribeChangeSetCommand(input));
      if (page.Status === 'FAILED') return this.refused(page.StatusReason ?? '');
      if (page.Status !== 'CREATE_COMPLETE') return undefined;
      changes.push(...(page.Changes ?? []).flatMap(({ ResourceChange: change }) => change ?? []));
      token = page.NextToken;
    } while (token);
    return changes;
  }

  private refused(reason: string): 'none' {
    if (NO_CHANGES.test(reason)) return 'none';
    throw new Failure('change_refused', `CloudFormation cannot change the stack ${this.name}: ${reason}`);
  }
}

/** True while CloudFormation works on the stack. A stack in review is only proposed. */
export function isBusy({ status }: StackState): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** True when the stack is of no use and can only be deleted: it was only proposed, or its creation or deletion failed. */
export function isWreck({ status }: StackState): boolean {
  return ['REVIEW_IN_PROGRESS', 'CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED'].includes(
    status,
  );
}

/** True when the last change went through. */
export function isWhole({ status }: StackState): boolean {
  return /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE$/.test(status);
}

// Private

function requestOf(StackName: string, { template, parameters, tags }: StackInput) {
  return {
    StackName,
    TemplateBody: template,
    Parameters: parameters,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  };
}

/** The event with which a change of the whole stack begins. */
function isStart({ PhysicalResourceId, StackId, ResourceStatus }: StackEvent): boolean {
  return PhysicalResourceId === StackId && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(ResourceStatus ?? '');
}

function stateOf(stack: StackShape): StackState {
  return {
    id: stack.StackId!,
    status: stack.StackStatus!,
    reason: stack.StackStatusReason,
    outputs: Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    parameters: Object.fromEntries(
      (stack.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    ),
    protected: stack.EnableTerminationProtection ?? false,
    changedAt: stack.LastUpdatedTime ?? stack.CreationTime!,
  };
}

function isMissing(error: unknown): boolean {
  return (error as Error).name === 'ValidationError' && messageOf(error).includes('does not exist');
}
