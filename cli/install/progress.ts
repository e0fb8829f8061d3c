import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Stack } from './stack.ts';

/** Of the columns of the table. */
const WIDTHS = { seconds: 7, id: 24, type: 46 };

/** Tells the events of one change of a stack as they come: a row for each resource when it is done. */
export class Progress {
  private readonly stack: Stack;
  private readonly after: string | undefined;
  private readonly id: string;
  private readonly say: (line: string) => void;
  private readonly begun = new Map<string, Date>();
  private readonly told = new Set<string>();
  private hasHead = false;

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
    if (event.PhysicalResourceId === event.StackId) this.takeBack(event);
    else if (!status.endsWith('_IN_PROGRESS')) this.done(event);
    else if (!this.begun.has(id)) this.begun.set(id, at!);
  }

  private done(event: StackEvent): void {
    const { LogicalResourceId: id = '', Timestamp: at } = event;
    const seconds = (at!.getTime() - (this.begun.get(id) ?? at!).getTime()) / 1000;
    this.begun.delete(id);
    this.tell(row(event, seconds));
  }

  /** From here on the rows are of what is undone; that it failed is the news, as undoing takes minutes. */
  private takeBack({ LogicalResourceId, ResourceStatus, ResourceStatusReason }: StackEvent): void {
    if (!/^(UPDATE_)?ROLLBACK_IN_PROGRESS$/.test(ResourceStatus ?? '')) return;
    const why = ResourceStatusReason ? `: ${ResourceStatusReason}` : '';
    this.tell([`${INDENT}${LogicalResourceId} failed and is taken back${why}`]);
  }

  private tell(lines: string[]): void {
    if (!this.hasHead) this.say(cells('TOOK', 'RESOURCE', 'TYPE', 'STATE'));
    this.hasHead = true;
    for (const line of lines) this.say(line);
  }
}

// Private

const INDENT = ' '.repeat(WIDTHS.seconds + 2);

function cells(took: string, id: string, type: string, state: string): string {
  return `${took.padStart(WIDTHS.seconds)}  ${id.padEnd(WIDTHS.id)}${type.padEnd(WIDTHS.type)}${state}`;
}

function row(event: StackEvent, seconds: number): string[] {
  const { LogicalResourceId = '', ResourceType = '', ResourceStatus = '', ResourceStatusReason } = event;
  const line = cells(`${seconds.toFixed(0)} s`, LogicalResourceId, ResourceType, ResourceStatus);
  const failed = ResourceStatus.endsWith('_FAILED') && ResourceStatusReason;
  return failed ? [line, `${INDENT}${ResourceStatusReason}`] : [line];
}
