import { AwsError, type Input, type Operation } from '../endpoint/service.ts';
import { numberOf } from './attributes.ts';
import { inBatch } from './batch.ts';
import { bytesOf, md5Of, md5OfAttributes } from './digest.ts';
import { invalidParameter, missingParameter } from './errors.ts';
import { contentId, type MessageAttribute, type Messages, type NewMessage } from './messages.ts';
import type { Queue, Queues } from './queues.ts';

/** Attributes of a message at most. */
const MOST_ATTRIBUTES = 10;

/** What XML can carry, which is what a body may have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the three control characters that XML has
const UNSPEAKABLE = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The operations that put messages into queues; `onArrival` hears of each queue that has got one. */
export function sendingOperations(
  queues: Queues,
  messages: Messages,
  onArrival: (queue: string) => void,
): Record<string, Operation> {
  return {
    SendMessage(input) {
      const queue = queues.of(input);
      return send(queue, input);
    },
    SendMessageBatch(input) {
      const queue = queues.of(input);
      const size = (input.Entries ?? []).reduce((sum: number, each: Input) => sum + sizeOf(each), 0);
      const most = numberOf(queue.attributes, 'MaximumMessageSize');
      if (size > most)
        throw new AwsError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${most} bytes. You have sent ${size} bytes.`,
        );
      return inBatch(input, (entry) => send(queue, entry));
    },
  };

  function send(queue: Queue, input: Input) {
    const message = checked(queue, input);
    const { id, sequence } = messages.put(queue.name, message);
    onArrival(queue.name);
    return {
      MessageId: id,
      MD5OfMessageBody: md5Of(message.body),
      MD5OfMessageAttributes: md5OfAttributes(message.attributes),
      ...(isFifo(queue) && { SequenceNumber: sequenceNumber(sequence) }),
    };
  }
}

/** As long as those of AWS, so that they are in order as texts too. */
export function sequenceNumber(sequence: number): string {
  return `${sequence}`.padStart(20, '0');
}

// Private

function isFifo({ attributes }: Queue): boolean {
  return attributes.FifoQueue === 'true';
}

function checked(queue: Queue, input: Input): NewMessage {
  const { MessageBody: body, MessageAttributes: attributes = {} } = input;
  if (!body) throw missingParameter('MessageBody');
  if (UNSPEAKABLE.test(body))
    throw new AwsError('InvalidMessageContents', 'Invalid binary character in the message body.');
  checkSize(queue, input);
  checkAttributes(attributes);
  const usual = numberOf(queue.attributes, 'DelaySeconds');
  if (isFifo(queue)) return { body, attributes, delay: usual, ...ofFifo(queue, input) };
  if (input.MessageDeduplicationId) throw forFifoOnly('MessageDeduplicationId');
  return { body, attributes, delay: delayOf(input.DelaySeconds, usual), group: undefined };
}

function delayOf(given: unknown, usual: number): number {
  const delay = Number(given ?? usual);
  if (Number.isInteger(delay) && delay >= 0 && delay <= 900) return delay;
  throw invalidParameter(
    `Value ${given} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
  );
}

function ofFifo({ attributes }: Queue, input: Input) {
  const { MessageGroupId: group, MessageDeduplicationId: given, MessageBody: body } = input;
  if (!group) throw missingParameter('MessageGroupId');
  if (Number(input.DelaySeconds ?? 0) > 0)
    throw invalidParameter(
      `Value ${input.DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  const deduplication = given ?? (attributes.ContentBasedDeduplication === 'true' ? contentId(body) : undefined);
  if (deduplication) return { group, deduplication };
  throw invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

function forFifoOnly(name: string): AwsError {
  return invalidParameter(`The request include parameter that is not valid for this queue type: ${name}.`);
}

function sizeOf({ MessageBody = '', MessageAttributes = {} }: Input): number {
  const parts = Object.entries(MessageAttributes as Record<string, MessageAttribute>).map(
    ([name, { DataType = '', StringValue = '', BinaryValue }]) =>
      Buffer.byteLength(name + DataType + StringValue) + bytesOf(BinaryValue).length,
  );
  return parts.reduce((sum, part) => sum + part, Buffer.byteLength(MessageBody));
}

function checkSize({ attributes }: Queue, input: Input): void {
  const most = numberOf(attributes, 'MaximumMessageSize');
  if (sizeOf(input) <= most) return;
  throw invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`);
}

function checkAttributes(attributes: Record<string, MessageAttribute>): void {
  const names = Object.keys(attributes);
  if (names.length > MOST_ATTRIBUTES)
    throw invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name)) throw invalidParameter(`The message attribute name ${name} is invalid.`);
    if (!/^(String|Number|Binary)(\..+)?$/.test(DataType))
      throw invalidParameter(`The message attribute '${name}' has an invalid message attribute type, '${DataType}'.`);
    const isBinary = DataType.startsWith('Binary');
    if ((isBinary ? BinaryValue : StringValue) === undefined)
      throw invalidParameter(`The message attribute '${name}' must contain a non-empty value of its type.`);
  }
}
