import { defined, pick, unlessGone } from './answers.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { tagChanges, tagMap } from './tags.ts';

const NUMBERS = [
  'DelaySeconds',
  'KmsDataKeyReusePeriodSeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];
const TEXTS = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsMasterKeyId',
  'SqsManagedSseEnabled',
];
const DOCUMENTS = ['RedriveAllowPolicy', 'RedrivePolicy'];

/** What a setting is again when a template no longer has it. */
const USUAL: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
};

const queue: Handler = {
  serves: [...NUMBERS, ...TEXTS, ...DOCUMENTS, 'QueueName', 'Tags'],
  attributes: ['Arn', 'QueueName', 'QueueUrl'],
  replacedBy: ['FifoQueue', 'QueueName'],
  async create(properties, context) {
    const url = await context.once(async () => {
      const tags = Object.fromEntries(context.tags(properties.Tags).map(({ Key, Value }) => [Key, String(Value)]));
      const input = { QueueName: nameOf(properties, context), Attributes: attributesOf(properties), tags };
      return (await context.callAws('sqs', 'CreateQueue', input)).QueueUrl;
    });
    return made(url, context);
  },
  async update(properties, context, previous) {
    const QueueUrl = context.physicalId as string;
    const [next, last] = [attributesOf(properties), attributesOf(previous)];
    const gone = Object.keys(last).filter((name) => next[name] === undefined);
    const Attributes = { ...Object.fromEntries(gone.map((name) => [name, USUAL[name] ?? ''])), ...next };
    await context.callAws('sqs', 'SetQueueAttributes', { QueueUrl, Attributes });
    await retag(QueueUrl, properties, previous, context);
    return made(QueueUrl, context);
  },
  async delete(_, context) {
    await unlessGone(context.callAws('sqs', 'DeleteQueue', { QueueUrl: context.physicalId }));
  },
  async find(properties, context) {
    const answer = context.callAws('sqs', 'GetQueueUrl', { QueueName: nameOf(properties, context) });
    return (await unlessGone(answer))?.QueueUrl;
  },
};

/** AWS::SQS::*. */
export const sqsHandlers: HandlerTable = { 'AWS::SQS::Queue': queue };

// Private

/** Characters of a queue's name. */
const LONGEST_NAME = 80;

function nameOf({ QueueName, FifoQueue }: Properties, context: Context): string {
  if (QueueName) return QueueName;
  const ending = String(FifoQueue) === 'true' ? '.fifo' : '';
  return `${context.name(LONGEST_NAME - ending.length)}${ending}`;
}

function attributesOf(properties: Properties): Record<string, string> {
  const documents = DOCUMENTS.map((name) => [name, properties[name] && JSON.stringify(properties[name])]);
  const plain = Object.entries(pick(properties, [...NUMBERS, ...TEXTS])).map(([name, value]) => [name, String(value)]);
  return defined(Object.fromEntries([...plain, ...documents])) as Record<string, string>;
}

async function made(url: string, { callAws }: Context): Promise<Made> {
  const answer = await callAws('sqs', 'GetQueueAttributes', { QueueUrl: url, AttributeNames: ['QueueArn'] });
  const { QueueArn } = answer.Attributes;
  return { physicalId: url, attributes: { Arn: QueueArn, QueueName: QueueArn.split(':').at(-1), QueueUrl: url } };
}

async function retag(QueueUrl: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await callAws('sqs', 'TagQueue', { QueueUrl, Tags: tagMap(set) });
  if (unset.length > 0) await callAws('sqs', 'UntagQueue', { QueueUrl, TagKeys: unset });
}
