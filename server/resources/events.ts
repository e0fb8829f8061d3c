import type { StackEvent } from '../aws/cloudformation.ts';
import type { Output } from '../deploy/output.ts';

/** What CloudFormation does with a part of a stack, for people. */
const WORDS: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'is being made',
  CREATE_COMPLETE: 'is made',
  UPDATE_IN_PROGRESS: 'is being changed',
  UPDATE_COMPLETE: 'is changed',
  DELETE_IN_PROGRESS: 'is being removed',
  DELETE_COMPLETE: 'is gone',
};

/** Tells what happens to the parts of a stack, each thing once, until one fails: from then on all is taken back. */
export class EventTeller {
  private readonly output: Output;
  private readonly told = new Set<string>();
  private readonly since: Date;
  private hasFailed = false;

  constructor(output: Output, since: Date) {
    this.output = output;
    this.since = since;
  }

  /** Takes the events of a stack, newest first, as CloudFormation answers them. */
  tell(stack: string, events: readonly StackEvent[]): void {
    const parts = events.filter(({ logicalId, time }) => logicalId !== stack && time >= this.since);
    for (const event of [...parts].reverse()) if (!this.hasFailed) this.tellOf(event);
  }

  // Private

  private tellOf({ logicalId, status, reason }: StackEvent): void {
    this.hasFailed = status.endsWith('_FAILED');
    const words = this.hasFailed ? `failed: ${reasonOf({ reason })}` : WORDS[status];
    const line = `${logicalId} ${words}`;
    if (words === undefined || this.told.has(line)) return;
    this.told.add(line);
    this.output.line(line);
  }
}

/** Why a change failed: the first reason of a part that failed of itself. */
export function causeOf(stack: string, events: readonly StackEvent[], since: Date): string | undefined {
  const failed = ({ logicalId, status, reason = '', time }: StackEvent) =>
    time >= since && status.endsWith('_FAILED') && logicalId !== stack && reason !== '' && !/cancelled/i.test(reason);
  const first = events.filter(failed).at(-1);
  return first && `${first.logicalId}: ${reasonOf(first)}`;
}

// Private

/** What a service has said, without what CloudFormation wraps around it for programs. */
function reasonOf({ reason = 'no reason is given' }: Pick<StackEvent, 'reason'>): string {
  const wrapped = /^Resource handler returned message: "(.*?)(?: \(Service: [^"]*)?" \(RequestToken: /s.exec(reason);
  return wrapped?.[1] ?? reason;
}
