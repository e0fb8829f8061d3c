import type { Input, Operation } from '../endpoint/service.ts';
import { AwsError } from '../endpoint/service.ts';
import { type Attributes, changedAttributes, newAttributes, numberOf, redriveOf } from './attributes.ts';
import { missingParameter } from './errors.ts';
import type { Messages } from './messages.ts';
import type { Queue, Queues } from './queues.ts';

/** Queues of an answer at most. */
const MOST = 1000;

/** The operations on queues themselves. */
export function queueOperations(queues: Queues, messages: Messages): Record<string, Operation> {
  return {
    CreateQueue({ QueueName: name, Attributes: given = {}, tags = {} }) {
      if (!name) throw missingParameter('QueueName');
      const attributes = newAttributes(name, given);
      const same = queues.find(name);
      if (same) checkSame(same, given);
      const now = Math.floor(Date.now() / 1000);
      return { QueueUrl: queues.url(same ?? queues.save({ name, attributes, tags, created: now, changed: now })) };
    },
    GetQueueUrl: ({ QueueName }) => ({ QueueUrl: queues.url(queues.get(String(QueueName))) }),
    ListQueues({ QueueNamePrefix: prefix = '', MaxResults, NextToken }) {
      const found = queues.list().filter(({ name }) => name.startsWith(prefix));
      return paged(found, 'QueueUrls', { MaxResults, NextToken });
    },
    ListDeadLetterSourceQueues(input) {
      const arn = queues.arn(queues.of(input));
      const sources = queues.list().filter(({ attributes }) => redriveOf(attributes)?.target === arn);
      // The member's name is as small as this in AWS's own model.
      return paged(sources, 'queueUrls', input);
    },
    GetQueueAttributes(input) {
      const queue = queues.of(input);
      expire(queue);
      const wanted: string[] = input.AttributeNames ?? [];
      const isWanted = ([name]: [string, string]) => wanted.includes('All') || wanted.includes(name);
      return { Attributes: Object.fromEntries(Object.entries(described(queue)).filter(isWanted)) };
    },
    SetQueueAttributes(input) {
      const queue = queues.of(input);
      const attributes = changedAttributes(queue.attributes, input.Attributes ?? {});
      queues.save(Object.assign(queue, { attributes, changed: Math.floor(Date.now() / 1000) }));
      return {};
    },
    PurgeQueue(input) {
      messages.purge(queues.of(input).name);
      return {};
    },
    DeleteQueue(input) {
      const queue = queues.of(input);
      messages.purge(queue.name);
      queues.remove(queue);
      return {};
    },
    TagQueue(input) {
      const queue = queues.of(input);
      queues.save(Object.assign(queue, { tags: { ...queue.tags, ...input.Tags } }));
      return {};
    },
    UntagQueue(input) {
      const queue = queues.of(input);
      const left = Object.entries(queue.tags).filter(([key]) => !(input.TagKeys ?? []).includes(key));
      queues.save(Object.assign(queue, { tags: Object.fromEntries(left) }));
      return {};
    },
    ListQueueTags: (input) => ({ Tags: queues.of(input).tags }),
  };

  function expire({ name, attributes }: Queue): void {
    messages.purge(name, Date.now() - numberOf(attributes, 'MessageRetentionPeriod') * 1000);
  }

  function described(queue: Queue): Attributes {
    const { visible, out, delayed } = messages.counts(queue.name);
    return {
      ...queue.attributes,
      ApproximateNumberOfMessages: `${visible}`,
      ApproximateNumberOfMessagesNotVisible: `${out}`,
      ApproximateNumberOfMessagesDelayed: `${delayed}`,
      CreatedTimestamp: `${queue.created}`,
      LastModifiedTimestamp: `${queue.changed}`,
      QueueArn: queues.arn(queue),
    };
  }

  function paged(found: Queue[], member: string, { MaxResults, NextToken }: Input) {
    const after = NextToken === undefined ? '' : Buffer.from(String(NextToken), 'base64url').toString();
    const rest = found.toSorted((a, b) => (a.name < b.name ? -1 : 1)).filter(({ name }) => name > after);
    const page = rest.slice(0, Math.min(Number(MaxResults ?? MOST), MOST));
    const isWhole = page.length === rest.length || MaxResults === undefined;
    const next = isWhole ? undefined : Buffer.from(page.at(-1)?.name ?? '').toString('base64url');
    return { [member]: page.map((queue) => queues.url(queue)), ...(next && { NextToken: next }) };
  }
}

// Private

/** A queue that is made again must be given what it was. */
function checkSame({ attributes }: Queue, given: Attributes): void {
  const other = Object.keys(given).find((name) => given[name] !== attributes[name]);
  if (other === undefined) return;
  throw new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${other}`,
  );
}
