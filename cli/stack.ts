import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { Failure, messageOf } from '../lib/failure.ts';
import { poll } from '../lib/retry.ts';
import { projectRoot } from '../lib/root.ts';
import type { Config } from './config.ts';
import { clientOptions } from './endpoint.ts';

/** Milliseconds in which the rack's stack must settle. Its helper images are built then, on a slow line too. */
const SETTLE_WITHIN = 15 * 60_000;

export type StackOutputs = Record<string, string>;

export interface StackResult {
  outputs: StackOutputs;
  change: 'created' | 'updated' | 'unchanged';
}

/** The rack's own CloudFormation stack: from templates/rack.yml, as in an AWS account. */
export class RackStack {
  private readonly client: CloudFormationClient;
  private readonly config: Config;
  private readonly log: string;

  /** `log` is the file to read when things go wrong. */
  constructor(config: Config, log: string) {
    this.config = config;
    this.log = log;
    this.client = new CloudFormationClient(clientOptions(config));
  }

  /** Creates it, or brings it up to the template of now, and waits until it is done. */
  async ensure(): Promise<StackResult> {
    return this.explained(() => this.bringUpToDate());
  }

  /** The stack's status, such as `CREATE_COMPLETE`; undefined when there is none. */
  async status(): Promise<string | undefined> {
    return this.explained(async () => (await this.describe())?.StackStatus);
  }

  close(): void {
    this.client.destroy();
  }

  // Private

  private async bringUpToDate(): Promise<StackResult> {
    const stack = await this.settled();
    if (stack && wasNeverWhole(stack)) await this.remove();
    const change = stack && !wasNeverWhole(stack) ? await this.update() : await this.create();
    return { change, outputs: outputsOf(await this.settled()) };
  }

  /** What AWS refuses in ways that nobody expects is a sentence too, not a stack trace. */
  private async explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      const sentence = `CloudFormation refused: ${(cause as Error).name}: ${messageOf(cause)}`;
      throw new Failure('aws_refused', sentence, { hint: `See ${this.log}`, cause, blame: 'rack' });
    }
  }

  private async create(): Promise<'created'> {
    await this.client.send(new CreateStackCommand(await this.input()));
    await this.completed('CREATE_COMPLETE');
    return 'created';
  }

  private async update(): Promise<'updated' | 'unchanged'> {
    try {
      await this.client.send(new UpdateStackCommand(await this.input()));
    } catch (error) {
      if (messageOf(error).includes('No updates are to be performed')) return 'unchanged';
      throw error;
    }
    await this.completed('UPDATE_COMPLETE');
    return 'updated';
  }

  private async remove(): Promise<void> {
    await this.client.send(new DeleteStackCommand({ StackName: this.config.rack }));
    const stack = await this.settled();
    if (stack) throw await this.failure(stack);
  }

  private async completed(status: string): Promise<void> {
    const stack = await this.settled();
    if (stack?.StackStatus !== status) throw await this.failure(stack);
  }

  /** The stack when nothing is going on with it. */
  private async settled(): Promise<Stack | undefined> {
    const look = async () => {
      const stack = await this.describe();
      return stack?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : { stack };
    };
    return (await poll(look, { signal: AbortSignal.timeout(SETTLE_WITHIN) })).stack;
  }

  private async describe(): Promise<Stack | undefined> {
    try {
      const { Stacks } = await this.client.send(new DescribeStacksCommand({ StackName: this.config.rack }));
      return Stacks?.[0];
    } catch (error) {
      if ((error as Error).name === 'ValidationError' && messageOf(error).includes('does not exist')) return undefined;
      throw error;
    }
  }

  private async input() {
    const { rack, domain, ports } = this.config;
    const parameters = { Development: 'Yes', Domain: domain, HttpPort: `${ports.router}` };
    return {
      StackName: rack,
      TemplateBody: await readFile(join(projectRoot, 'templates/rack.yml'), 'utf8'),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    };
  }

  private async failure(stack: Stack | undefined): Promise<Failure> {
    const { StackEvents } = await this.client.send(new DescribeStackEventsCommand({ StackName: stack?.StackId }));
    const reason = firstReason(StackEvents ?? []) ?? stack?.StackStatusReason ?? 'no reason is given';
    return new Failure('stack_failed', `The stack ${this.config.rack} is ${stack?.StackStatus}: ${reason}`, {
      hint: `Mend that and run \`rack up\` again; ${this.log} may tell more.`,
    });
  }
}

/** Why the last change of a stack failed: what its first failing resource says. Events come newest first. */
export function firstReason(events: StackEvent[]): string | undefined {
  const start = events.findIndex(isStart);
  const ofChange = start < 0 ? events : events.slice(0, start);
  const failed = ofChange.findLast(
    ({ ResourceStatus, ResourceStatusReason }) =>
      ResourceStatus?.endsWith('_FAILED') && !ResourceStatusReason?.includes('cancelled'),
  );
  return failed && `${failed.LogicalResourceId}: ${failed.ResourceStatusReason}`;
}

// Private

/** A stack whose creation failed can only be deleted. */
function wasNeverWhole({ StackStatus }: Stack): boolean {
  return ['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED'].includes(StackStatus ?? '');
}

/** The event with which a change of the whole stack begins. */
function isStart({ PhysicalResourceId, StackId, ResourceStatus }: StackEvent): boolean {
  return PhysicalResourceId === StackId && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(ResourceStatus ?? '');
}

function outputsOf(stack: Stack | undefined): StackOutputs {
  return Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}
