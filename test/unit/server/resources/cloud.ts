import type { StackEvent, StackInfo } from '../../../../server/aws/cloudformation.ts';
import type { StackCalls } from '../../../../server/resources/stack.ts';

/** A CloudFormation that has one look of work for each change, and ends it as told. */
export class FakeStacks implements StackCalls {
  readonly stacks = new Map<string, StackInfo>();
  readonly sent: string[] = [];
  /** How the next change ends, and why. */
  end: { status: string; reason?: string } | undefined;
  private readonly happened = new Map<string, StackEvent[]>();

  async create({ name, parameters }: { name: string; parameters: Record<string, string> }): Promise<void> {
    this.sent.push(`create ${name}`);
    this.stacks.set(name, { id: name, status: 'CREATE_IN_PROGRESS', reason: undefined, outputs: {}, parameters });
  }

  async update({ name, parameters }: { name: string; parameters: Record<string, string> }): Promise<boolean> {
    const stack = this.stacks.get(name)!;
    this.sent.push(`update ${name} ${JSON.stringify(parameters)}`);
    if (JSON.stringify(parameters) === JSON.stringify(stack.parameters)) return false;
    this.stacks.set(name, { ...stack, status: 'UPDATE_IN_PROGRESS', parameters });
    return true;
  }

  async delete(name: string): Promise<void> {
    this.sent.push(`delete ${name}`);
    this.stacks.set(name, { ...this.stacks.get(name)!, status: 'DELETE_IN_PROGRESS' });
  }

  async find(name: string): Promise<StackInfo | undefined> {
    const stack = this.stacks.get(name);
    if (stack?.status.endsWith('_IN_PROGRESS')) this.settle(name, stack);
    return stack;
  }

  async events(name: string): Promise<StackEvent[]> {
    return this.happened.get(name) ?? [];
  }

  // Private

  private settle(name: string, stack: StackInfo): void {
    const { status = stack.status.replace('IN_PROGRESS', 'COMPLETE'), reason } = this.end ?? {};
    const event = { id: `${this.happened.size}`, time: new Date(), logicalId: 'Database', type: 'T' };
    const failed = reason === undefined ? [] : [{ ...event, status: 'CREATE_FAILED', reason }];
    const begun = { ...event, status: stack.status, reason: undefined };
    this.happened.set(name, [...failed, begun, ...(this.happened.get(name) ?? [])]);
    this.end = undefined;
    if (status === 'DELETE_COMPLETE') this.stacks.delete(name);
    else this.stacks.set(name, { ...stack, status });
  }
}
