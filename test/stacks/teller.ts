import assert from 'node:assert/strict';
import { poll } from '../../lib/retry.ts';
import { freePort } from '../integration/local/endpoint/endpoint-process.ts';
import type { Cloud, Shape } from './cloud.ts';

/** Milliseconds that a stack may take to come to rest; only one that is stuck takes so long. */
const LIMIT_MS = 120_000;
const PACE = { first: 20, factor: 1.2, most: 200 };

/** The words in which stories are told. Stacks go by short names; every change carries a token, as careful tools do. */
export class Teller {
  readonly cloud: Cloud;
  /** What all names of the story begin with. */
  readonly prefix: string;
  /** The stacks that there have been, oldest first, and the templates that each was given. */
  readonly stacks: { id: string; templates: Shape[] }[] = [];
  private tokens = 0;

  constructor(cloud: Cloud, prefix: string) {
    this.cloud = cloud;
    this.prefix = prefix;
  }

  name(stack: string): string {
    return `${this.prefix}-${stack}`;
  }

  async create(stack: string, template: Shape, more: Shape = {}): Promise<void> {
    const { StackId } = await this.ask('CreateStack', stack, { ...withTemplate(template), ...more });
    this.stacks.push({ id: StackId, templates: [template] });
  }

  async update(stack: string, template: Shape | undefined, more: Shape = {}): Promise<void> {
    if (template) this.known(stack).templates.push(template);
    const input = template ? withTemplate(template) : { UsePreviousTemplate: true, Capabilities: CAPABILITIES };
    await this.ask('UpdateStack', stack, { ...input, ...more });
  }

  /** Makes a change set; for a stack that is not there yet, told by the type, also that. */
  async plan(stack: string, ChangeSetName: string, template: Shape, more: Shape = {}): Promise<void> {
    const input = { ...withTemplate(template), ChangeSetName, ClientToken: `${this.prefix}-${ChangeSetName}`, ...more };
    const { StackId } = await this.ask('CreateChangeSet', stack, input);
    if (more.ChangeSetType === 'CREATE') this.stacks.push({ id: StackId, templates: [template] });
    else this.known(stack).templates.push(template);
  }

  async delete(stack: string, more: Shape = {}): Promise<void> {
    await this.ask('DeleteStack', stack, more);
  }

  /** Any other operation on a stack. */
  async ask(operation: string, stack: string, more: Shape = {}): Promise<Shape> {
    this.tokens += 1;
    const token = operation === 'CreateChangeSet' ? {} : { ClientRequestToken: `${this.prefix}-${this.tokens}` };
    return this.cloud.ask('cloudformation', operation, { StackName: this.name(stack), ...token, ...more });
  }

  /** A call of another service. One that was made before it was cut off is told so the second time. */
  async call(service: string, operation: string, input: Shape, made = /^$/): Promise<Shape> {
    return this.cloud.ask(service, operation, input).catch((error) => {
      if (made.test(error.name)) return {};
      throw error;
    });
  }

  /** Creates, and waits for the end. */
  async made(stack: string, template: Shape, more: Shape = {}): Promise<void> {
    await this.create(stack, template, more);
    await this.rests(stack, 'CREATE_COMPLETE');
  }

  /** Updates, and waits for the end. */
  async changed(stack: string, template: Shape | undefined, more: Shape = {}): Promise<void> {
    await this.update(stack, template, more);
    await this.rests(stack, 'UPDATE_COMPLETE');
  }

  /** Deletes, and waits for the end. */
  async gone(stack: string, more: Shape = {}): Promise<void> {
    await this.delete(stack, more);
    await this.rests(stack, 'DELETE_COMPLETE');
  }

  /** Waits until the stack is at rest, which must be in this status. */
  async rests(stack: string, status: string): Promise<void> {
    const { id } = this.known(stack);
    const look = async () => {
      const { StackStatus, StackStatusReason } = await this.describe(id);
      return StackStatus.endsWith('_IN_PROGRESS') ? undefined : `${StackStatus} ${StackStatusReason ?? ''}`;
    };
    const found = await this.until(look, `${stack} to rest in ${status}`);
    if (found.split(' ')[0] !== status)
      assert.fail(`${this.name(stack)} is ${found}, not ${status}: ${await this.failures(id)}`);
  }

  /** Waits until a resource has this status. */
  async reaches(stack: string, LogicalResourceId: string, status: string): Promise<void> {
    const look = async () => {
      const StackName = this.known(stack).id;
      const { StackResources } = await this.cloud.ask('cloudformation', 'DescribeStackResources', { StackName });
      const found = StackResources.find((one: Shape) => one.LogicalResourceId === LogicalResourceId);
      return found?.ResourceStatus === status || undefined;
    };
    await this.until(look, `${stack}'s ${LogicalResourceId} to be ${status}`);
  }

  /** What is asked must be refused in these words. */
  async refused(asked: Promise<unknown>, words: RegExp): Promise<void> {
    await assert.rejects(asked, (error: Error) => {
      assert.match(`${error.name}: ${error.message}`, words);
      return true;
    });
  }

  async describe(StackName: string): Promise<Shape> {
    return (await this.cloud.ask('cloudformation', 'DescribeStacks', { StackName })).Stacks[0];
  }

  /** The physical id of a resource. */
  async idOf(stack: string, LogicalResourceId: string): Promise<string> {
    const StackName = this.known(stack).id;
    const input = { StackName, LogicalResourceId };
    const { StackResourceDetail } = await this.cloud.ask('cloudformation', 'DescribeStackResource', input);
    return StackResourceDetail.PhysicalResourceId;
  }

  /** A port of this machine for a listener. */
  async freePort(): Promise<string> {
    return String(await freePort());
  }

  /** Waits until a port of this machine answers requests with this text. */
  async answers(port: string, text: string): Promise<void> {
    const look = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      return (await answer?.text()) === text || undefined;
    };
    await this.until(look, `${text} on port ${port}`);
  }

  until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
    return poll(look, { pace: PACE, signal: AbortSignal.timeout(LIMIT_MS) }).catch((error) => {
      throw error.name === 'TimeoutError' ? new Error(`${this.prefix} waited in vain for ${what}`) : error;
    });
  }

  /** Why resources of a stack failed. */
  async failures(StackName: string): Promise<string[]> {
    const { StackEvents } = await this.cloud.ask('cloudformation', 'DescribeStackEvents', { StackName });
    const failed = StackEvents.filter(({ ResourceStatus }: Shape) => ResourceStatus.endsWith('_FAILED'));
    return failed.map((one: Shape) => `${one.LogicalResourceId} ${one.ResourceStatusReason}`);
  }

  // Private

  /** The youngest of this name. */
  known(stack: string): { id: string; templates: Shape[] } {
    const found = this.stacks.findLast(({ id }) => id.includes(`:stack/${this.name(stack)}/`));
    if (!found) throw new Error(`There is no stack ${stack} in this story.`);
    return found;
  }
}

const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'];

function withTemplate(template: Shape): Shape {
  return { TemplateBody: JSON.stringify(template), Capabilities: CAPABILITIES };
}
