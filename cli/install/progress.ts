import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Stack } from './stack.ts';

/** A resource that has come to its end in the course of a change, as a row for people. */
const WIDTHS = { seconds: 7, id: 24, type: 46 };

/** Tells the events of one change of a stack as they come: a row for each resource when it is done. */
export class Progress {
  private readonly stack: Stack;
  private readonly after: string | undefined;
  private readonly id: string;
  private readonly say: (line: string) => void;
  private readonly begun = new Map<string, Date>();
  private readonly told = new Set<string>();

  /** `after` is the last event before the change; `id` the stack's, which outlives its name. */
  constructor(stack: Stack, options: { after: string | undefined; id: string; say: (line: string) => void }) {
    this.stack = stack;
    this.after = options.after;
    this.id = options.id;
    this.say = options.say;
  }

  /** Tells what has happened since the last look. */
  async look(): Promise<void> {
    for (const event of await this.stack.events(this.after, this.id)) {
      if (this.told.has(event.EventId!)) continue;
      this.told.add(event.EventId!);
      this.take(event);
    }
  }

  // Private

  private take(event: StackEvent): void {
    const { LogicalResourceId: id = '', ResourceStatus: status = '', Timestamp: at } = event;
    if (event.PhysicalResourceId === event.StackId) return;
    if (status.endsWith('_IN_PROGRESS')) {
      if (!this.begun.has(id)) this.begun.set(id, at!);
      return;
    }
    const seconds = (at!.getTime() - (this.begun.get(id) ?? at!).getTime()) / 1000;
    this.begun.delete(id);
    for (const line of row(event, seconds)) this.say(line);
  }
}

// Private

function row(event: StackEvent, seconds: number): string[] {
  const { LogicalResourceId = '', ResourceType = '', ResourceStatus = '', ResourceStatusReason } = event;
  const took = `${seconds.toFixed(0)} s`.padStart(WIDTHS.seconds);
  const line = `${took}  ${LogicalResourceId.padEnd(WIDTHS.id)}${ResourceType.padEnd(WIDTHS.type)}${ResourceStatus}`;
  const failed = ResourceStatus.endsWith('_FAILED') && ResourceStatusReason;
  return failed ? [line, `${' '.repeat(WIDTHS.seconds + 2)}${ResourceStatusReason}`] : [line];
}
