import { AwsError } from '../endpoint/service.ts';
import { invalidParameter } from './errors.ts';

/** What a queue is set to: texts, by their names in the API. */
export type Attributes = Record<string, string>;

/** Settings that are numbers: what they are unless set, and between what. */
const NUMBERS: Readonly<Record<string, { usual: number; least: number; most: number }>> = {
  DelaySeconds: { usual: 0, least: 0, most: 900 },
  MaximumMessageSize: { usual: 1_048_576, least: 1024, most: 1_048_576 },
  MessageRetentionPeriod: { usual: 345_600, least: 60, most: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { usual: 0, least: 0, most: 20 },
  VisibilityTimeout: { usual: 30, least: 0, most: 43_200 },
};

/** Settings of FIFO queues. Whether a queue is one cannot be changed. */
const OF_FIFO = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];

/** Settings that are kept and told: nothing here is encrypted by them, and no other account asks. */
const KEPT = ['KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy', 'SqsManagedSseEnabled'];

/** What a new queue has, of what is given and what is usual. */
export function newAttributes(name: string, given: Attributes): Attributes {
  const isFifo = given.FifoQueue === 'true';
  if (
    !/^[A-Za-z0-9_-]{1,80}$/.test(name.replace(/\.fifo$/, '')) ||
    name.length > 80 ||
    name.endsWith('.fifo') !== isFifo
  )
    throw invalidParameter(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; the name of a FIFO queue, and of no other, ends in .fifo.',
    );
  const usual = Object.entries(NUMBERS).map(([key, { usual }]) => [key, `${usual}`]);
  const fifo = isFifo ? { ContentBasedDeduplication: 'false' } : {};
  return { ...Object.fromEntries(usual), ...fifo, SqsManagedSseEnabled: 'true', ...checked(given, isFifo) };
}

/** The settings after a change; an empty text takes one away. */
export function changedAttributes(before: Attributes, given: Attributes): Attributes {
  if (given.FifoQueue !== undefined && given.FifoQueue !== before.FifoQueue) throw unknown('FifoQueue');
  const after = { ...before, ...checked(given, before.FifoQueue === 'true') };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== ''));
}

/** A setting that is a number. */
export function numberOf(attributes: Attributes, name: keyof typeof NUMBERS): number {
  return Number(attributes[name]);
}

/** Where messages go that are given out too often. */
export function redriveOf({ RedrivePolicy }: Attributes): { target: string; most: number } | undefined {
  if (!RedrivePolicy) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(RedrivePolicy);
  return { target: deadLetterTargetArn, most: Number(maxReceiveCount) };
}

// Private

function checked(given: Attributes, isFifo: boolean): Attributes {
  for (const [name, value] of Object.entries(given)) {
    if (name in NUMBERS) checkNumber(name, value);
    else if (name === 'RedrivePolicy') checkRedrive(value);
    else if (!KEPT.includes(name) && !(isFifo && OF_FIFO.includes(name))) throw unknown(name);
  }
  return given;
}

function checkNumber(name: string, value: string): void {
  const { least, most } = NUMBERS[name] as { least: number; most: number };
  if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return;
  throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

function checkRedrive(value: string): void {
  if (value === '') return;
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(value);
    if (/^arn:aws:sqs:/.test(deadLetterTargetArn) && Number(maxReceiveCount) >= 1 && Number(maxReceiveCount) <= 1000)
      return;
  } catch {
    // Told below, as what can be read and is wrong.
  }
  throw invalidParameter(
    `Value ${value} for parameter RedrivePolicy is invalid. Reason: it names no queue, or no count from 1 to 1000.`,
  );
}

function unknown(name: string): AwsError {
  return new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}
