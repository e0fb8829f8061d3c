/** What SDKs of before 2023 send to SQS, and what they read. */
import t from 'tap';
import { sqsQueryProtocol } from '../../../../local/endpoint/protocols/sqs-query.ts';
import { AwsError, type Service } from '../../../../local/endpoint/service.ts';
import { OLDER_CODES } from '../../../../local/sqs/errors.ts';

const service = { version: '2012-11-05', older: { protocol: 'sqs-query', codes: OLDER_CODES } } as unknown as Service;

const read = (form: string, path = '/') => {
  const request = { method: 'POST', path, query: '', headers: {}, body: Buffer.from(form) };
  const { operation, input } = sqsQueryProtocol.read(request, service);
  return { operation, input: JSON.parse(JSON.stringify(input())) };
};

t.test('lists and maps that lie flat in the form are those of the newer protocol', async (t) => {
  t.same(read('Action=ReceiveMessage&Version=2012-11-05&AttributeName.1=All&WaitTimeSeconds=5', '/0/orders'), {
    operation: 'ReceiveMessage',
    input: { QueueUrl: '/0/orders', AttributeNames: ['All'], WaitTimeSeconds: '5' },
  });
  t.same(
    read('Action=CreateQueue&QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=3&Tag.1.Key=a&Tag.1.Value=b'),
    {
      operation: 'CreateQueue',
      input: { QueueName: 'q', Attributes: { DelaySeconds: '3' }, tags: { a: 'b' } },
    },
  );
  const entry = 'SendMessageBatchRequestEntry.1';
  const attribute = `${entry}.MessageAttribute.1.Name=n&${entry}.MessageAttribute.1.Value.DataType=String`;
  const body = `Action=SendMessageBatch&QueueUrl=u&${entry}.Id=1&${entry}.MessageBody=x&${attribute}`;
  t.same(read(body).input, {
    QueueUrl: 'u',
    Entries: [{ Id: '1', MessageBody: 'x', MessageAttributes: { n: { DataType: 'String' } } }],
  });
});

t.test('answers lie flat too', async (t) => {
  const written = (operation: string, output: object) =>
    String(sqsQueryProtocol.write(service, operation, output, 'id').body).replace(/<ResponseMetadata>.*/s, '');
  const Messages = [{ MessageId: 'm', Attributes: { SenderId: 's' } }, { MessageId: 'n' }];
  t.match(
    written('ReceiveMessage', { Messages }),
    '<ReceiveMessageResult><Message><MessageId>m</MessageId><Attribute><Name>SenderId</Name><Value>s</Value></Attribute></Message><Message><MessageId>n</MessageId></Message></ReceiveMessageResult>',
  );
  t.match(
    written('DeleteMessageBatch', { Successful: [{ Id: '1' }], Failed: [{ Id: '2' }] }),
    '<DeleteMessageBatchResultEntry><Id>1</Id></DeleteMessageBatchResultEntry><BatchResultErrorEntry><Id>2</Id></BatchResultErrorEntry>',
  );
  t.match(written('ListQueues', { QueueUrls: ['a', 'b'] }), '<QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl>');
  const { body } = sqsQueryProtocol.writeError(service, new AwsError('QueueDoesNotExist', 'none'), 'id');
  t.match(String(body), '<Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
});
