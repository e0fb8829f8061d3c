import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import { Templates } from '../../../../server/aws/templates.ts';
import { EndpointProcess } from '../endpoint/endpoint-process.ts';

const SOON = { minDelay: 1, maxDelay: 1, maxWaitTime: 60 };

const BUCKET = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: { Rules: [{ Id: 'forget', Status: 'Enabled', ExpirationInDays: 1 }] },
  },
};

function stackOf(Bucket: object): string {
  return JSON.stringify({ Resources: { Bucket }, Outputs: { Name: { Value: { Ref: 'Bucket' } } } });
}

t.test('a template that a request cannot hold goes through a bucket', async (t) => {
  const endpoint = await EndpointProcess.start();
  t.teardown(() => endpoint.clean());
  const [s3, cloudFormation] = [new S3Client(endpoint.client), new CloudFormationClient(endpoint.client)];
  t.teardown(() => [s3, cloudFormation].forEach((client) => void client.destroy()));
  const client = { client: cloudFormation, ...SOON };
  const StackName = 'buckets';
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: stackOf(BUCKET) }));
  await waitUntilStackCreateComplete(client, { StackName });
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const Bucket = Stacks?.[0]?.Outputs?.[0]?.OutputValue as string;
  const templates = new Templates(s3, Bucket);

  const large = JSON.stringify({
    Description: 'large é',
    Metadata: { filler: 'x'.repeat(60_000) },
    Resources: { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } } },
  });
  let address = '';
  await templates.give(large, async (given) => {
    address = 'TemplateURL' in given ? given.TemplateURL : '';
    t.match(await cloudFormation.send(new ValidateTemplateCommand(given)), { Description: 'large é' });
    await cloudFormation.send(new CreateStackCommand({ StackName: 'large', ...given }));
  });
  t.match(address, new RegExp(`^${endpoint.client.endpoint}/${Bucket}/[0-9a-f]{64}\\.json$`));
  await waitUntilStackCreateComplete(client, { StackName: 'large' });
  t.notOk((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents, 'the bucket is empty again');
  await t.rejects(cloudFormation.send(new CreateStackCommand({ StackName: 'late', TemplateURL: address })), {
    name: 'ValidationError',
    message: /S3 error: The specified key does not exist\./,
  });
  await t.rejects(cloudFormation.send(new CreateStackCommand({ StackName: 'body', TemplateBody: large })), {
    message: /less than or equal to 51200/,
  });

  t.comment('settings go, what is not served is refused, and objects survive the end of the process');
  await cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody: stackOf({ Type: BUCKET.Type }) }));
  await waitUntilStackUpdateComplete(client, { StackName });
  const VersioningConfiguration = { Status: 'Enabled' };
  const versions = stackOf({ Type: BUCKET.Type, Properties: { VersioningConfiguration } });
  await cloudFormation.send(new CreateStackCommand({ StackName: 'versions', TemplateBody: versions }));
  await t.rejects(waitUntilStackCreateComplete(client, { StackName: 'versions' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }));
  await endpoint.end('SIGKILL');
  await endpoint.start();
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
  t.equal(await Body?.transformToString(), 'kept');

  t.comment('a bucket that is not empty holds its stack');
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  await t.rejects(waitUntilStackDeleteComplete(client, { StackName }), /BucketNotEmpty|DELETE_FAILED/);
});
