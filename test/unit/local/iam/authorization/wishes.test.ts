import t from 'tap';
import type { Input } from '../../../../../local/endpoint/service.ts';
import { wishesOf } from '../../../../../local/iam/authorization/wishes.ts';

const place = { region: 'eu-west-1', account: '000000000000' };
const at = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:000000000000:${rest}`;
const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

/** `action resource` of each wish. */
function shown(call: string, input: Input): string[] {
  const [service = '', operation = ''] = call.split(':');
  return wishesOf(service, operation, input, place).map(({ action, resource }) => `${action} ${resource}`);
}

t.test('what a request is about', async (t) => {
  const cases: [string, Input, (string | undefined)[]][] = [
    ['cloudformation:CreateStack', { StackName: 'a' }, [at('cloudformation', 'stack/a/-')]],
    [
      'cloudformation:DeleteStack',
      { StackName: at('cloudformation', 'stack/a/1') },
      [at('cloudformation', 'stack/a/1')],
    ],
    ['cloudformation:DescribeStacks', {}, ['*']],
    ['cloudformation:DescribeStackEvents', {}, [undefined]],
    ['cloudformation:ExecuteChangeSet', { StackName: 'a', ChangeSetName: 'b' }, [at('cloudformation', 'stack/a/-')]],
    ['cloudformation:ExecuteChangeSet', { StackName: 'a', ChangeSetName: 'arn:b' }, [undefined]],
    ['cloudformation:ValidateTemplate', { StackName: 'a' }, ['*']],
    ['ecs:RunTask', { taskDefinition: 'a' }, [at('ecs', 'task-definition/a:1')]],
    ['ecs:RunTask', { taskDefinition: 'a:3' }, [at('ecs', 'task-definition/a:3')]],
    [
      'ecs:RunTask',
      { taskDefinition: at('ecs', 'task-definition/mine:1/theirs:2') },
      [at('ecs', 'task-definition/theirs:2')],
    ],
    ['ecs:RegisterTaskDefinition', { family: 'a' }, [at('ecs', 'task-definition/a:1')]],
    ['ecs:RegisterTaskDefinition', {}, [undefined]],
    ['ecs:StopTask', { task: '1' }, [at('ecs', 'task/default/1')]],
    ['ecs:StopTask', { cluster: at('ecs', 'cluster/c'), task: at('ecs', 'task/other/1') }, [at('ecs', 'task/c/1')]],
    ['ecs:StopTask', { cluster: 'c', tasks: ['mine'], task: 'theirs' }, [at('ecs', 'task/c/theirs')]],
    ['ecs:DescribeTasks', { cluster: 'c', tasks: ['1', '2'] }, [at('ecs', 'task/c/1'), at('ecs', 'task/c/2')]],
    ['ecs:DescribeTasks', { cluster: 'c', tasks: [] }, [undefined]],
    ['ecs:UpdateService', { cluster: 'c', services: ['mine'], service: 'theirs' }, [at('ecs', 'service/c/theirs')]],
    [
      'ecs:UpdateService',
      { cluster: 'c', resourceArn: 'arn:mine', service: 'theirs' },
      [at('ecs', 'service/c/theirs')],
    ],
    ['ecs:DeleteService', { cluster: 'c' }, [undefined]],
    ['ecs:CreateCluster', { services: [] }, ['*']],
    ['ecs:TagResource', { resourceArn: 'arn:x' }, ['arn:x']],
    ['ecs:UpdateCapacityProvider', { services: [] }, [undefined]],
    ['ecs:toString', {}, [undefined]],
    ['ecr:PutImage', { repositoryName: 'r/a' }, [at('ecr', 'repository/r/a')]],
    ['ecr:PutImage', {}, [undefined]],
    ['ecr:DeleteRepository', { resourceArn: 'arn:mine', repositoryName: 'theirs' }, [at('ecr', 'repository/theirs')]],
    ['ecr:DescribeRepositories', {}, ['*']],
    [
      'ecr:DescribeRepositories',
      { repositoryNames: ['a', 'b'] },
      [at('ecr', 'repository/a'), at('ecr', 'repository/b')],
    ],
    ['ecr:TagResource', { resourceArn: 'x:repository/a:repository/b' }, [at('ecr', 'repository/a')]],
    ['kinesis:PutRecords', { StreamARN: at('kinesis', 'stream/s') }, [at('kinesis', 'stream/s')]],
    ['kinesis:PutRecords', { StreamARN: at('kinesis', 'stream/mine'), StreamName: 's' }, [at('kinesis', 'stream/s')]],
    ['kinesis:PutRecords', {}, [undefined]],
    ['kinesis:GetRecords', { ShardIterator: base64([1, 's', 0]), StreamName: 'mine' }, [at('kinesis', 'stream/s')]],
    ['kinesis:GetRecords', { ShardIterator: 'x' }, [undefined]],
    ['kinesis:ListShards', { NextToken: base64(['s', 'shard']) }, [at('kinesis', 'stream/s')]],
    ['secretsmanager:GetSecretValue', { SecretId: 'r/a' }, [at('secretsmanager', 'secret:r/a-AbCdEf')]],
    [
      'secretsmanager:CreateSecret',
      { SecretId: 'mine', Name: 'secret/x' },
      [at('secretsmanager', 'secret:secret/x-AbCdEf')],
    ],
    ['secretsmanager:ListSecrets', {}, ['*']],
    ['elasticloadbalancing:DescribeRules', { ListenerArn: 'arn:l' }, ['*']],
    ['elasticloadbalancing:CreateRule', { ListenerArn: 'arn:l', RuleArn: 'arn:mine' }, ['arn:l']],
    ['elasticloadbalancing:ModifyTargetGroup', { RuleArn: 'arn:mine', TargetGroupArn: 'arn:t' }, ['arn:t']],
    ['elasticloadbalancing:DeleteListener', { ResourceArns: [] }, [undefined]],
    ['elasticloadbalancing:SetRulePriorities', { RulePriorities: [{ RuleArn: 'arn:1' }, {}] }, ['arn:1', undefined]],
    ['elasticloadbalancing:SetRulePriorities', { RulePriorities: [] }, [undefined]],
    ['s3:GetObject', { Bucket: 'b', Key: 'k/l' }, ['arn:aws:s3:::b/k/l']],
    ['s3:CreateBucket', { Bucket: 'b', Key: '' }, ['arn:aws:s3:::b']],
    [
      's3:DeleteObjects',
      { Bucket: 'b', Delete: { Objects: [{ Key: '1' }, { Key: '2' }] } },
      ['arn:aws:s3:::b/1', 'arn:aws:s3:::b/2'],
    ],
    ['scheduler:CreateSchedule', { Name: 'a' }, [at('scheduler', 'schedule/default/a')]],
    ['scheduler:GetSchedule', { Name: 'a', GroupName: 'g' }, [at('scheduler', 'schedule/g/a')]],
    ['scheduler:DeleteScheduleGroup', { Name: 'g' }, [at('scheduler', 'schedule-group/g')]],
    ['scheduler:ListSchedules', { GroupName: 'g' }, ['*']],
    ['logs:PutRetentionPolicy', { logGroupName: 'g' }, [at('logs', 'log-group:g:*')]],
    ['logs:TagResource', { logGroupName: 'mine', resourceArn: 'x:log-group:g:*' }, [at('logs', 'log-group:g:*')]],
    ['iam:CreateRole', { RoleName: 'r', Path: '/p/' }, [role('p/r')]],
    ['iam:CreatePolicy', { RoleName: 'r', PolicyName: 'p' }, ['arn:aws:iam::000000000000:policy/p']],
    ['iam:CreatePolicyVersion', { RoleName: 'r', PolicyArn: 'arn:p' }, ['arn:p']],
    [
      'iam:DeleteInstanceProfile',
      { RoleName: 'r', InstanceProfileName: 'p' },
      ['arn:aws:iam::000000000000:instance-profile/p'],
    ],
    ['sts:AssumeRole', { RoleArn: role('r') }, [role('r')]],
    ['ec2:CreateVpc', {}, [undefined]],
    ['ssm:GetParameter', { Name: 'x' }, [undefined]],
  ];
  for (const [call, input, resources] of cases) {
    const [, operation = ''] = call.split(':');
    const action = operation === 'DeleteObjects' ? 's3:DeleteObject' : call;
    t.same(
      shown(call, input),
      resources.map((resource) => `${action} ${resource}`),
      `${call} ${JSON.stringify(input)}`,
    );
  }
});

t.test('members of the wrong kind tell nothing, and break nothing', async (t) => {
  const odd = [null, 5, {}, [null], [{}], ''];
  const calls = [
    'ecs:StopTask task',
    'ecs:RunTask taskDefinition',
    'ecr:PutImage repositoryName',
    's3:GetObject Bucket',
  ];
  for (const [call = '', member = ''] of calls.map((one) => one.split(' ')))
    for (const value of odd)
      t.same(shown(call, { [member]: value }), [`${call} undefined`], `${call} ${JSON.stringify(value)}`);
});

t.test('actions that have another name', async (t) => {
  t.same(shown('s3:ListObjectsV2', { Bucket: 'b' }), ['s3:ListBucket arn:aws:s3:::b']);
  t.same(shown('s3:HeadObject', { Bucket: 'b', Key: 'k' }), ['s3:GetObject arn:aws:s3:::b/k']);
  t.same(shown('s3:ListBuckets', {}), ['s3:ListAllMyBuckets *']);
});

t.test('roles that are handed on', async (t) => {
  const passed = (call: string, input: Input) => shown(call, input).filter((wish) => wish.startsWith('iam:PassRole'));
  const both = { taskRoleArn: role('t'), executionRoleArn: role('e') };
  const wanted = [`iam:PassRole ${role('t')}`, `iam:PassRole ${role('e')}`];
  t.same(passed('ecs:RegisterTaskDefinition', { family: 'a', ...both }), wanted);
  t.same(passed('ecs:RunTask', { taskDefinition: 'a', overrides: both }), wanted);
  t.same(passed('ecs:RunTask', { taskDefinition: 'a', ...both }), [], 'which RunTask does not look at');
  t.same(passed('ecs:RunTask', { taskDefinition: 'a', overrides: { taskRoleArn: {} } }), ['iam:PassRole undefined']);
  t.same(passed('cloudformation:CreateStack', { StackName: 'a', RoleARN: role('c') }), [`iam:PassRole ${role('c')}`]);
  t.same(passed('scheduler:UpdateSchedule', { Name: 'a', Target: { RoleArn: role('s') } }), [
    `iam:PassRole ${role('s')}`,
  ]);
  const input = { InstanceProfileName: 'p', RoleName: 'r' };
  t.same(passed('iam:AddRoleToInstanceProfile', input), [`iam:PassRole ${role('r')}`]);
  const [, wish] = wishesOf('ecs', 'RegisterTaskDefinition', { family: 'a', taskRoleArn: role('t') }, place);
  t.same(wish?.context, { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' });
});

t.test('condition keys', async (t) => {
  const context = (call: string, input: Input) => {
    const [service = '', operation = ''] = call.split(':');
    return wishesOf(service, operation, input, place)[0]?.context;
  };
  const tags = { Tags: [{ Key: 'rack', Value: 'big' }], tags: [{ key: 'rack', value: 'small' }] };
  t.match(context('elasticloadbalancing:CreateTargetGroup', { Name: 'a', ...tags }), { 'aws:RequestTag/rack': 'big' });
  t.match(context('ecs:RunTask', { taskDefinition: 'a', ...tags }), { 'aws:RequestTag/rack': 'small' });
  t.match(context('ecs:ListTasks', { cluster: 'c' }), { 'ecs:cluster': at('ecs', 'cluster/c') });
  t.match(context('ecs:ListTasks', { cluster: `${at('ecs', 'cluster/mine')}/c` }), {
    'ecs:cluster': at('ecs', 'cluster/c'),
  });
  t.match(context('ecs:ListTasks', {}), { 'ecs:cluster': at('ecs', 'cluster/default') });
  t.match(context('iam:GetRole', { RoleName: 'r' }), { 'aws:RequestedRegion': 'us-east-1' });
  const made = shown('elasticloadbalancing:CreateTargetGroup', { Name: 'a', ...tags });
  t.same(
    made.map((wish) => wish.split(' ')[0]),
    ['elasticloadbalancing:CreateTargetGroup', 'elasticloadbalancing:AddTags'],
  );
});

function base64(list: unknown[]): string {
  return Buffer.from(JSON.stringify(list)).toString('base64');
}
