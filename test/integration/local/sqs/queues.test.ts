/** SQS as the SDK sees it. */
import { SQS } from '@aws-sdk/client-sqs';
import t from 'tap';
import { createSqs } from '../../../../local/sqs/service.ts';
import { serve } from '../endpoint/serve.ts';

const home = t.testdir();

async function open() {
  const endpointUrl = 'http://queues.test';
  const served = await serve({ rack: 'test', home }, [(deps) => createSqs({ ...deps, endpointUrl })]);
  // The queues' own address is not the one of this test.
  const sqs = new SQS({ ...served.client, useQueueUrlAsEndpoint: false });
  return {
    sqs,
    close: async () => {
      sqs.destroy();
      await served.close();
    },
  };
}

let { sqs, close } = await open();
t.teardown(() => close());

const made = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await sqs.createQueue({ QueueName, Attributes })).QueueUrl as string;
const bodies = async (QueueUrl: string, most = 10) => {
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: most });
  return Messages.map(({ Body }) => Body);
};

t.test('what was sent is received whole, once while it is out, and not again once it is deleted', async (t) => {
  const QueueUrl = await made('orders');
  t.equal(QueueUrl, 'http://queues.test/000000000000/orders');
  const text = { DataType: 'String', StringValue: 'ö' };
  const bytes = { DataType: 'Binary.png', BinaryValue: Buffer.from([0, 255]) };
  await sqs.sendMessage({ QueueUrl, MessageBody: 'one', MessageAttributes: { text, bytes } });
  const asked = { QueueUrl, MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };
  const { Messages: [first] = [] } = await sqs.receiveMessage(asked);
  t.match(first, { Body: 'one', Attributes: { ApproximateReceiveCount: '1' }, MessageAttributes: { text } });
  t.same([...(first?.MessageAttributes?.bytes?.BinaryValue ?? [])], [0, 255]);
  t.same(await bodies(QueueUrl), []);
  const out = { QueueUrl, ReceiptHandle: first?.ReceiptHandle };
  await sqs.changeMessageVisibility({ ...out, VisibilityTimeout: 0 });
  const { Messages: [again] = [] } = await sqs.receiveMessage(asked);
  t.match(again, { MessageId: first?.MessageId, Attributes: { ApproximateReceiveCount: '2' } });
  await t.rejects(sqs.changeMessageVisibility({ ...out, VisibilityTimeout: 0 }), { name: 'MessageNotInflight' });
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: again?.ReceiptHandle });
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
  t.match(Attributes, { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
});

t.test('who waits is answered as soon as a message comes', async (t) => {
  const QueueUrl = await made('awaited');
  const waiting = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'now' });
  const began = Date.now();
  t.match(await waiting, { Messages: [{ Body: 'now' }] });
  t.ok(Date.now() - began < 5000);
  await sqs.sendMessage({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 });
  t.same(await bodies(QueueUrl), []);
  t.match(await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }), { Messages: [{ Body: 'later' }] });
});

t.test('what is given out too often goes to the dead letters', async (t) => {
  const letters = await made('letters');
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: letters, AttributeNames: ['QueueArn'] });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 2 });
  const QueueUrl = await made('fragile', { RedrivePolicy, VisibilityTimeout: '0' });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'poison' });
  t.same([await bodies(QueueUrl), await bodies(QueueUrl), await bodies(QueueUrl)], [['poison'], ['poison'], []]);
  t.same(await bodies(letters), ['poison']);
  t.match(await sqs.listDeadLetterSourceQueues({ QueueUrl: letters }), { queueUrls: [QueueUrl] });
});

t.test('a FIFO queue keeps the order of a group, and takes a message once', async (t) => {
  const QueueUrl = await made('events.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  const send = (MessageGroupId: string, MessageBody: string) =>
    sqs.sendMessage({ QueueUrl, MessageGroupId, MessageBody });
  const one = await send('a', 'a1');
  t.match(await send('a', 'a1'), { MessageId: one.MessageId, SequenceNumber: one.SequenceNumber });
  await send('a', 'a2');
  await send('b', 'b1');
  const { Messages: [first] = [] } = await sqs.receiveMessage({ QueueUrl });
  t.equal(first?.Body, 'a1');
  t.same(await bodies(QueueUrl), ['b1'], 'while a1 is out, a2 waits');
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: first?.ReceiptHandle });
  t.same(await bodies(QueueUrl), ['a2']);
  await t.rejects(sqs.sendMessage({ QueueUrl, MessageBody: 'x' }), { name: 'MissingParameter' });
});

t.test('of a batch, what is wrong fails alone', async (t) => {
  const QueueUrl = await made('batches', { MaximumMessageSize: '1024' });
  const Entries = [
    { Id: 'good', MessageBody: 'x' },
    { Id: 'bad', MessageBody: 'y', DelaySeconds: 901 },
  ];
  const sent = await sqs.sendMessageBatch({ QueueUrl, Entries });
  t.match(sent, { Successful: [{ Id: 'good' }], Failed: [{ Id: 'bad', SenderFault: true }] });
  const same = [Entries[0], Entries[0]] as typeof Entries;
  await t.rejects(sqs.sendMessageBatch({ QueueUrl, Entries: same }), { name: 'BatchEntryIdsNotDistinct' });
  await t.rejects(sqs.sendMessage({ QueueUrl, MessageBody: 'x'.repeat(1025) }), { name: 'InvalidParameterValue' });
  await sqs.purgeQueue({ QueueUrl });
  t.same(await bodies(QueueUrl), []);
});

t.test('messages outlive the process, and queues are what they were set to', async (t) => {
  const QueueUrl = await made('kept', { VisibilityTimeout: '45' });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'kept' });
  await close();
  ({ sqs, close } = await open());
  t.same(await bodies(QueueUrl), ['kept']);
  t.equal(await made('kept', { VisibilityTimeout: '45' }), QueueUrl);
  await t.rejects(made('kept', { VisibilityTimeout: '46' }), { name: 'QueueNameExists' });
  await t.rejects(made('bad name'), { name: 'InvalidParameterValue' });
  await sqs.deleteQueue({ QueueUrl });
  await t.rejects(sqs.getQueueUrl({ QueueName: 'kept' }), { name: 'QueueDoesNotExist' });
});
