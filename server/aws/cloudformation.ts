import {
  CancelUpdateStackCommand,
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { Given, Templates } from './templates.ts';

export interface StackInfo {
  id: string;
  /** `UPDATE_COMPLETE`, … */
  status: string;
  reason: string | undefined;
  outputs: Record<string, string>;
  /** Name → value; hidden ones are masked. */
  parameters: Record<string, string>;
}

export interface StackEvent {
  id: string;
  time: Date;
  logicalId: string;
  type: string;
  status: string;
  reason: string | undefined;
}

export interface StackInput {
  name: string;
  /** Undefined keeps the template that the stack has; for updates only. */
  template: string | undefined;
  parameters: Record<string, string>;
  /** Of the stack, and of all its resources that can carry tags. */
  tags: Record<string, string>;
}

/** The stacks of a rack: the calls of CloudFormation that a deploy needs. */
export class Stacks {
  private readonly client: CloudFormationClient;
  private readonly templates: Templates;
  private readonly role: { RoleARN?: string };

  /** `role` is the ARN of the role with which CloudFormation makes the resources; undefined: as the caller. */
  constructor(client: CloudFormationClient, templates: Templates, role?: string) {
    this.client = client;
    this.templates = templates;
    this.role = role ? { RoleARN: role } : {};
  }

  async create(input: StackInput & { template: string }): Promise<void> {
    const request = { ...requestOf(input), ...this.role };
    await this.templates.give(input.template, (given) =>
      this.client.send(new CreateStackCommand({ ...request, ...given })),
    );
  }

  /** Starts an update; answers false when CloudFormation finds nothing to change. */
  async update(input: StackInput): Promise<boolean> {
    const send = (given: Given | { UsePreviousTemplate: true }) =>
      this.client.send(new UpdateStackCommand({ ...requestOf(input), ...this.role, ...given }));
    try {
      await (input.template === undefined
        ? send({ UsePreviousTemplate: true })
        : this.templates.give(input.template, send));
      return true;
    } catch (error) {
      if (isValidationError(error, /No updates are to be performed/)) return false;
      throw error;
    }
  }

  /** Cancels a running update, which rolls it back; answers false when there is none to cancel any more. */
  async cancel(name: string): Promise<boolean> {
    try {
      await this.client.send(new CancelUpdateStackCommand({ StackName: name }));
      return true;
    } catch (error) {
      if (isValidationError(error, /./)) return false;
      throw error;
    }
  }

  async delete(name: string): Promise<void> {
    await this.client.send(new DeleteStackCommand({ StackName: name, ...this.role }));
  }

  /** The stack of this name (or, for deleted ones, id); undefined when there is none. */
  async find(name: string): Promise<StackInfo | undefined> {
    try {
      const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName: name }));
      return (
        stack && {
          id: stack.StackId!,
          status: stack.StackStatus!,
          reason: stack.StackStatusReason,
          outputs: outputs(stack.Outputs),
          parameters: parameters(stack.Parameters),
        }
      );
    } catch (error) {
      if (isValidationError(error, /does not exist/)) return undefined;
      throw error;
    }
  }

  /** The newest events first, as many as one page has. */
  async events(name: string): Promise<StackEvent[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName: name }));
    return StackEvents.map((event) => ({
      id: event.EventId!,
      time: event.Timestamp!,
      logicalId: event.LogicalResourceId ?? '',
      type: event.ResourceType ?? '',
      status: event.ResourceStatus ?? '',
      reason: event.ResourceStatusReason,
    }));
  }
}

// Private

function requestOf({ name, parameters, tags }: StackInput) {
  return {
    StackName: name,
    Capabilities: ['CAPABILITY_IAM' as const],
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function outputs(
  list: { OutputKey?: string | undefined; OutputValue?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(list.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
}

function parameters(
  list: { ParameterKey?: string | undefined; ParameterValue?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(list.map(({ ParameterKey, ParameterValue }) => [ParameterKey!, ParameterValue ?? '']));
}

/** CloudFormation has one error code for most refusals; only the sentence tells them apart. */
function isValidationError(error: unknown, message: RegExp): boolean {
  return error instanceof Error && error.name === 'ValidationError' && message.test(error.message);
}
