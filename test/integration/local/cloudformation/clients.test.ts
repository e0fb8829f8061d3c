import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import t from 'tap';
import { pythonWithBoto } from '../../../conformance/witness/boto.ts';
import { EndpointProcess } from '../endpoint/endpoint-process.ts';

const run = promisify(execFile);
const SOON = { minDelay: 1, maxDelay: 1, maxWaitTime: 60 };

const TEMPLATE = `
Parameters:
  Days: {Type: Number, Default: 7}
  Ami:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id
  Greeting: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /test/greeting}
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: !Ref Days, Tags: [{Key: greeting, Value: !Ref Greeting}]}
Outputs:
  Ami: {Value: !Ref Ami}
  Greeting: {Value: !Ref Greeting}
`;

/** Prints the waiters that came to their end, and how others failed. */
const BOTO3 = `
import boto3, botocore.exceptions, json
client = boto3.client('cloudformation')
group = lambda days: json.dumps({'Resources': {'A': {'Type': 'AWS::Logs::LogGroup', 'Properties': {'RetentionInDays': days}}}})
def wait(name, stack):
    try:
        client.get_waiter(name).wait(StackName=stack, WaiterConfig={'Delay': 0.1, 'MaxAttempts': 600})
        print(name)
    except botocore.exceptions.WaiterError as error:
        print(name + ': ' + str(error).split(' failed: ')[1].split(':')[0])
id = client.create_stack(StackName='boto', TemplateBody=group(7))['StackId']
wait('stack_exists', 'boto')
wait('stack_create_complete', 'boto')
try:
    client.update_stack(StackName='boto', TemplateBody=group(7))
except botocore.exceptions.ClientError as error:
    print(error.response['Error']['Message'])
client.update_stack(StackName='boto', TemplateBody=group(14))
wait('stack_update_complete', 'boto')
client.update_stack(StackName='boto', TemplateBody=group(8))
wait('stack_rollback_complete', 'boto')
client.delete_stack(StackName='boto')
wait('stack_delete_complete', id)
client.create_stack(StackName='bad', TemplateBody=group(8))
wait('stack_create_complete', 'bad')
pages = client.get_paginator('describe_stack_events').paginate(StackName='bad')
reasons = [event.get('ResourceStatusReason', '') for page in pages for event in page['StackEvents']]
listed = [one for page in client.get_paginator('list_stacks').paginate(StackStatusFilter=['ROLLBACK_COMPLETE']) for one in page['StackSummaries']]
print(any('keyword [enum]' in reason for reason in reasons), [one['StackName'] for one in listed] == ['bad'])
client.delete_stack(StackName='bad')
`;

t.test('stock clients review a stack before it is made', async (t) => {
  const endpoint = await EndpointProcess.start();
  t.teardown(() => endpoint.clean());
  const { credentials, region, endpoint: url } = endpoint.client;
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: url,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_PAGER: '',
  };
  const aws = async (...args: string[]) => {
    const { stdout } = await run('aws', args, { env });
    return stdout.startsWith('{') ? JSON.parse(stdout) : stdout;
  };
  const file = join(mkdtempSync(join(tmpdir(), 't-clients-')), 'template.yml');
  writeFileSync(file, TEMPLATE);
  const deploy = async (...more: string[]) => {
    const output = await aws('cloudformation', 'deploy', '--template-file', file, '--stack-name', 'deployed', ...more);
    // The command names its change sets by the second, and the next one must have another name.
    const second = Math.floor(Date.now() / 1000);
    while (Math.floor(Date.now() / 1000) === second) await new Promise((resolve) => setImmediate(resolve));
    return output;
  };

  await t.test('aws ssm and aws cloudformation deploy', async (t) => {
    await aws('ssm', 'put-parameter', '--name', '/test/greeting', '--type', 'String', '--value', 'hello');
    const listed = await aws('ssm', 'get-parameters-by-path', '--path', '/test', '--recursive');
    t.match(listed.Parameters, [{ Name: '/test/greeting', Value: 'hello', Version: 1 }]);
    t.match(await deploy(), /Successfully created\/updated stack - deployed/);
    t.match(await deploy('--no-fail-on-empty-changeset'), /No changes to deploy/);
    t.match(await deploy('--parameter-overrides', 'Days=14'), /Successfully created\/updated stack - deployed/);
    await aws('ssm', 'put-parameter', '--name', '/test/greeting', '--value', 'again', '--overwrite');
    t.match(await deploy(), /Successfully created\/updated/, 'parameters are looked up anew');
    const [stack] = (await aws('cloudformation', 'describe-stacks', '--stack-name', 'deployed')).Stacks;
    t.match(stack.Outputs, [{ OutputValue: /^ami-[0-9a-f]{17}$/ }, { OutputValue: 'again' }]);
    t.match(stack.Parameters, [
      { ParameterKey: 'Days', ParameterValue: '14' },
      { ParameterKey: 'Ami', ResolvedValue: /^ami-/ },
      { ParameterKey: 'Greeting', ParameterValue: '/test/greeting', ResolvedValue: 'again' },
    ]);
    t.match(stack.ChangeSetId, /:changeSet\/awscli-cloudformation-package-deploy/);
  });

  await t.test('the waiters of boto3, over success, failure and rollback', async (t) => {
    const { stdout } = await run(pythonWithBoto(), ['-c', BOTO3], { env });
    t.same(stdout.trim().split('\n'), [
      'stack_exists',
      'stack_create_complete',
      'No updates are to be performed.',
      'stack_update_complete',
      'stack_rollback_complete',
      'stack_delete_complete',
      'stack_create_complete: Waiter encountered a terminal failure state',
      'True True',
    ]);
  });

  await t.test("the SDK's waiters, and a process that is killed between review and execution", async (t) => {
    const client = new CloudFormationClient({ ...endpoint.client, maxAttempts: 10 });
    t.teardown(() => client.destroy());
    const set = { StackName: 'waited', ChangeSetName: 'first' };
    const input = { ...set, TemplateBody: TEMPLATE, ChangeSetType: 'CREATE' as const };
    const { StackId } = await client.send(new CreateChangeSetCommand(input));
    await waitUntilChangeSetCreateComplete({ client, ...SOON }, set);
    await endpoint.end('SIGKILL');
    await endpoint.start();
    const described = await client.send(new DescribeChangeSetCommand(set));
    t.match(described, { Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', StackId });
    t.match(described.Changes, [{ Type: 'Resource', ResourceChange: { Action: 'Add', LogicalResourceId: 'Logs' } }]);
    await client.send(new ExecuteChangeSetCommand(set));
    await waitUntilStackCreateComplete({ client, ...SOON }, { StackName: 'waited' });
    const none = { ...set, ChangeSetName: 'none', UsePreviousTemplate: true };
    await client.send(new CreateChangeSetCommand(none));
    await t.rejects(waitUntilChangeSetCreateComplete({ client, ...SOON }, { ...set, ChangeSetName: 'none' }));
    await t.rejects(client.send(new DescribeChangeSetCommand({ ...set, ChangeSetName: 'no' })), {
      name: 'ChangeSetNotFoundException',
    });
    await client.send(new DeleteStackCommand({ StackName: 'waited' }));
    await waitUntilStackDeleteComplete({ client, ...SOON }, { StackName: StackId as string });
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: StackId }));
    t.equal(Stacks[0]?.StackStatus, 'DELETE_COMPLETE');
  });
});
