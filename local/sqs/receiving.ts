import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import type { Arrivals } from './arrivals.ts';
import { numberOf, redriveOf } from './attributes.ts';
import { inBatch } from './batch.ts';
import { md5Of, md5OfAttributes } from './digest.ts';
import { invalidParameter } from './errors.ts';
import type { Message, Messages } from './messages.ts';
import type { Queue, Queues } from './queues.ts';
import { sequenceNumber } from './sending.ts';

export interface ReceivingParts {
  queues: Queues;
  messages: Messages;
  arrivals: Arrivals;
  /** Runs work as one change of the state. */
  atomically: <T>(work: () => T) => T;
}

/** The operations that take messages out of queues, and say what became of them. */
export function receivingOperations({
  queues,
  messages,
  arrivals,
  atomically,
}: ReceivingParts): Record<string, Operation> {
  return {
    async ReceiveMessage(input) {
      const queue = queues.of(input);
      const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
      const usual = numberOf(queue.attributes, 'ReceiveMessageWaitTimeSeconds');
      const patience = within('WaitTimeSeconds', input.WaitTimeSeconds ?? usual, 0, 20);
      const usually = numberOf(queue.attributes, 'VisibilityTimeout');
      const visibility = within('VisibilityTimeout', input.VisibilityTimeout ?? usually, 0, 43_200);
      const deadline = Date.now() + patience * 1000;
      for (;;) {
        const taken = atomically(() => take(queue, most, visibility));
        if (taken.length > 0) return { Messages: taken.map((each) => described(each, input)) };
        if (Date.now() >= deadline || !queues.find(queue.name)) return {};
        await arrivals.next(queue.name, Math.min(deadline, messages.nextTurn(queue.name) ?? deadline));
      }
    },
    DeleteMessage(input) {
      remove(queues.of(input), input);
      return {};
    },
    DeleteMessageBatch(input) {
      const queue = queues.of(input);
      return inBatch(input, (entry) => remove(queue, entry));
    },
    ChangeMessageVisibility(input) {
      postpone(queues.of(input), input);
      return {};
    },
    ChangeMessageVisibilityBatch(input) {
      const queue = queues.of(input);
      return inBatch(input, (entry) => postpone(queue, entry));
    },
  };

  /** Those that were given out too often go to the queue of dead letters instead. */
  function take({ name, attributes }: Queue, most: number, visibility: number): Message[] {
    messages.purge(name, Date.now() - numberOf(attributes, 'MessageRetentionPeriod') * 1000);
    const redrive = redriveOf(attributes);
    const letters = redrive && queues.at(redrive.target);
    const isDead = (message: Message) =>
      redrive !== undefined && letters !== undefined && message.received > redrive.most;
    const alive: Message[] = [];
    for (;;) {
      const taken = messages.take(name, most - alive.length, visibility);
      const dead = taken.filter(isDead);
      for (const message of dead) messages.move(message, (letters as Queue).name);
      if (dead.length > 0) arrivals.tell((letters as Queue).name);
      alive.push(...taken.filter((message) => !isDead(message)));
      if (dead.length === 0 || alive.length === most) return alive;
    }
  }

  function remove({ name }: Queue, { ReceiptHandle }: Input) {
    messages.remove(name, receiptOf(ReceiptHandle));
    // The next one of its group may have its turn now.
    arrivals.tell(name);
    return {};
  }

  function postpone({ name }: Queue, { ReceiptHandle, VisibilityTimeout }: Input) {
    const receipt = receiptOf(ReceiptHandle);
    const seconds = within('VisibilityTimeout', VisibilityTimeout, 0, 43_200);
    if (messages.stateOf(name, receipt) !== 'out')
      throw new AwsError(
        'MessageNotInflight',
        `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    messages.postpone(name, receipt, seconds);
    arrivals.tell(name);
    return {};
  }
}

// Private

function within(name: string, value: unknown, least: number, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}

function receiptOf(handle: unknown): string {
  const receipt = Buffer.from(String(handle ?? ''), 'base64url').toString();
  if (/^[0-9a-f-]{36}$/.test(receipt)) return receipt;
  throw new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    404,
  );
}

function described(message: Message, input: Input) {
  const system = systemAttributes(message);
  const wanted: string[] = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const isWanted = ([name]: [string, string]) => wanted.includes('All') || wanted.includes(name);
  const Attributes = Object.fromEntries(Object.entries(system).filter(isWanted));
  const MessageAttributes = chosen(message, input.MessageAttributeNames ?? []);
  return {
    MessageId: message.id,
    ReceiptHandle: Buffer.from(message.receipt as string).toString('base64url'),
    MD5OfBody: md5Of(message.body),
    Body: message.body,
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
    ...(Object.keys(MessageAttributes).length > 0 && {
      MessageAttributes,
      MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
    }),
  };
}

function systemAttributes({
  sentAt,
  received,
  firstReceivedAt,
  group,
  deduplication,
  sequence,
}: Message): Record<string, string> {
  return {
    SenderId: 'AIDAROOT',
    SentTimestamp: `${sentAt}`,
    ApproximateReceiveCount: `${received}`,
    ApproximateFirstReceiveTimestamp: `${firstReceivedAt}`,
    ...(group !== undefined && { MessageGroupId: group, SequenceNumber: sequenceNumber(sequence) }),
    ...(deduplication !== undefined && { MessageDeduplicationId: deduplication }),
  };
}

/** The attributes whose names are asked for: one by one, by how they begin (`a.*`), or all. */
function chosen({ attributes }: Message, names: string[]) {
  const isChosen = ([name]: [string, unknown]) =>
    names.some((one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(isChosen));
}
