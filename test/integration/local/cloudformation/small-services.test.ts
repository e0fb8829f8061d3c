import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../../lib/root.ts';
import { createCloudFormation } from '../../../../local/cloudformation/service.ts';
import type { Config } from '../../../../local/config.ts';
import { createEcr } from '../../../../local/ecr/service.ts';
import { createRegistry } from '../../../../local/endpoint/registry.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createIam } from '../../../../local/iam/service.ts';
import { createKinesis } from '../../../../local/kinesis/service.ts';
import { createLogs } from '../../../../local/logs/service.ts';
import { createScheduler } from '../../../../local/scheduler/service.ts';
import { createSecretsManager } from '../../../../local/secretsmanager/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';

/** Services that need nothing but their tables to answer. */
function open(home: string) {
  const log = { info: () => {}, error: (message: string, cause?: unknown) => console.error(message, cause) };
  const config = { rack: 't-cfn', home, region: 'eu-west-1', account: '000000000000', registryPort: 5 } as Config;
  const { add, callAws } = createRegistry();
  const deps = { config, database: openDatabase(join(home, 'local.db')), log, callAws };
  const inert = [createIam, createLogs, createSecretsManager, createEcr, createKinesis, createCloudFormation];
  for (const create of inert) add(create(deps));
  add(createScheduler({ ...deps, callAs: () => callAws }));
  const call = (operation: string, input: Input) => callAws('cloudformation', operation, input);
  const rests = async (StackName: string) => {
    for (;;) {
      const [stack] = (await call('DescribeStacks', { StackName })).Stacks;
      if (!stack.StackStatus.endsWith('_IN_PROGRESS')) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { StackEvents } = await call('DescribeStackEvents', { StackName });
    const failed = StackEvents.filter((event: Input) => event.ResourceStatus.endsWith('_FAILED'));
    return [
      StackEvents[0].ResourceStatus,
      ...failed.map((event: Input) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`),
    ];
  };
  const remove = async (StackName: string) => {
    const { StackId } = (await call('DescribeStacks', { StackName })).Stacks[0];
    await call('DeleteStack', { StackName });
    return rests(StackId);
  };
  return { call, callAws, rests, remove };
}

const document = (action: string) =>
  `{Version: '2012-10-17', Statement: [{Effect: Allow, Action: '${action}', Resource: '*'}]}`;

const everything = (n: number) => `
Resources:
  Repository:
    Type: AWS::ECR::Repository
    Properties:
      ImageTagMutability: ${n > 5 ? 'IMMUTABLE' : 'MUTABLE'}
      LifecyclePolicy: {LifecyclePolicyText: '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":${n}},"action":{"type":"expire"}}]}'}
      Tags: [{Key: a, Value: "${n}"}]
  Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: ${n}, Tags: [{Key: a, Value: "${n}"}]}}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      Description: d${n}
      GenerateSecretString: {SecretStringTemplate: '{"user":"x"}', GenerateStringKey: password, ExcludePunctuation: true}
      Tags: [{Key: a, Value: "${n}"}]
  Stream: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: ${n > 5 ? 2 : 1}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]}
      Description: d${n}
      Policies: [{PolicyName: p${n}, PolicyDocument: ${document('*')}}]
      Tags: [{Key: a, Value: "${n}"}]
  Inline: {Type: AWS::IAM::Policy, Properties: {PolicyName: inline, Roles: [!Ref Role], PolicyDocument: ${document(`s3:Get${n}`)}}}
  Managed: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [!Ref Role], PolicyDocument: ${document(`s3:Get${n}`)}}}
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}}
Outputs:
  Secret: {Value: !Ref Secret}
  Stream: {Value: !Ref Stream}
`;

/** What apps import of their rack. */
const CLUSTER = `
Resources: {Group: {Type: AWS::Logs::LogGroup}}
Outputs: {Cluster: {Value: rack, Export: {Name: 'rack:Cluster'}}}
`;

t.test('app.yml is made and taken away', async (t) => {
  const { call, rests, remove } = open(t.testdir());
  await call('CreateStack', { StackName: 'rack', TemplateBody: CLUSTER });
  await rests('rack');
  const input = {
    StackName: 'app',
    TemplateBody: readFileSync(join(projectRoot, 'templates', 'app.yml'), 'utf8'),
    Parameters: ['Rack', 'App', 'Listener', 'Domain'].map((ParameterKey) => ({
      ParameterKey,
      ParameterValue: ParameterKey.toLowerCase(),
    })),
  };
  await t.rejects(call('CreateStack', input), { code: 'InsufficientCapabilitiesException' });
  await call('CreateStack', { ...input, Capabilities: ['CAPABILITY_IAM'] });
  t.same(await rests('app'), ['CREATE_COMPLETE']);
  const [{ Outputs }] = (await call('DescribeStacks', { StackName: 'app' })).Stacks;
  const uri = Outputs.find(({ OutputKey }: Input) => OutputKey === 'RepositoryUri');
  t.match(uri, { OutputValue: /\/rack\/app$/ });
  t.same(await remove('app'), ['DELETE_COMPLETE']);
});

t.test('the small resources are made, changed in place, and taken away', async (t) => {
  const { call, callAws, rests, remove } = open(t.testdir());
  const input = (n: number) => ({ StackName: 's', TemplateBody: everything(n), Capabilities: ['CAPABILITY_IAM'] });
  const ids = async () =>
    (await call('ListStackResources', { StackName: 's' })).StackResourceSummaries.map(
      (one: Input) => one.PhysicalResourceId,
    );
  await call('CreateStack', input(3));
  t.same(await rests('s'), ['CREATE_COMPLETE']);
  const [{ Outputs }] = (await call('DescribeStacks', { StackName: 's' })).Stacks;
  const secret = await callAws('secretsmanager', 'GetSecretValue', { SecretId: Outputs[0].OutputValue });
  t.match(JSON.parse(secret.SecretString), { user: 'x', password: /^[a-zA-Z0-9]{32}$/ });
  const before = await ids();
  await call('UpdateStack', input(7));
  t.same(await rests('s'), ['UPDATE_COMPLETE']);
  t.same(await ids(), before);
  const again = await callAws('secretsmanager', 'GetSecretValue', { SecretId: Outputs[0].OutputValue });
  t.equal(again.SecretString, secret.SecretString);
  const stream = await callAws('kinesis', 'DescribeStreamSummary', { StreamName: Outputs[1].OutputValue });
  t.equal(stream.StreamDescriptionSummary.OpenShardCount, 2);
  t.same(await remove('s'), ['DELETE_COMPLETE']);
  t.same((await callAws('iam', 'ListRoles', {})).Roles, []);
});
