/** AWS::SQS::Queue on the queues, in one process. */
import t from 'tap';
import type { Config } from '../../../../../local/config.ts';
import { createRegistry } from '../../../../../local/endpoint/registry.ts';
import type { Input } from '../../../../../local/endpoint/service.ts';
import { createSqs } from '../../../../../local/sqs/service.ts';
import { openDatabase } from '../../../../../local/store/database.ts';
import { stacksOn } from '../fixtures/stacks.ts';

const config = { region: 'eu-west-1', account: '000000000000', home: '/none' } as Config;

const template = (settings: string) => `
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Letters.Arn, maxReceiveCount: '3'}
      ${settings}
  Letters: {Type: AWS::SQS::Queue, Properties: {MessageRetentionPeriod: 1209600}}
Outputs:
  Url: {Value: !Ref Queue}
  Name: {Value: !GetAtt Queue.QueueName}
`;

t.test('a queue is made, changed in place, replaced by a FIFO queue and taken away', async (t) => {
  const database = openDatabase(':memory:');
  const registry = createRegistry();
  registry.add(createSqs({ config, database, endpointUrl: 'http://here' }));
  const stacks = stacksOn({ call: registry.callAws }, database);
  const outputs = async (status: string) => {
    const { Outputs } = await stacks.reaches('q', status);
    return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }: Input) => [OutputKey, OutputValue]));
  };
  const attributes = async (QueueUrl: string) =>
    (await registry.callAws('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).Attributes;

  const TemplateBody = template('VisibilityTimeout: 60');
  const { StackId } = await stacks.call('CreateStack', { StackName: 'q', TemplateBody });
  const { Url, Name } = await outputs('CREATE_COMPLETE');
  t.equal(Url, `http://here/000000000000/${Name}`);
  t.match(await attributes(Url), { VisibilityTimeout: '60', RedrivePolicy: /"maxReceiveCount":"3"/ });

  await stacks.call('UpdateStack', { StackName: 'q', TemplateBody: template('DelaySeconds: 5') });
  t.equal((await outputs('UPDATE_COMPLETE')).Url, Url);
  t.match(await attributes(Url), { VisibilityTimeout: '30', DelaySeconds: '5' });

  await stacks.call('UpdateStack', { StackName: 'q', TemplateBody: template('FifoQueue: true') });
  t.match(await outputs('UPDATE_COMPLETE'), { Url: /^http:\/\/here\/000000000000\/q-Queue-\w+\.fifo$/ });
  await t.rejects(attributes(Url), { code: 'QueueDoesNotExist' });

  await stacks.call('DeleteStack', { StackName: 'q' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  t.same((await registry.callAws('sqs', 'ListQueues', {})).QueueUrls, []);
  t.same(stacks.problems, []);
});
