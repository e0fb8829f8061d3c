import t from 'tap';
import { CLUSTER, DEFINITION, ROLE, schedule, trusting, World } from './world.ts';

const here = await new World().start();
await here.makeRole();
t.teardown(() => here.stop());
const ARN = 'arn:aws:scheduler:eu-central-1:123456789012:';
const invalid = (message: string | RegExp) => ({ code: 'ValidationException', message });

t.test('a schedule is made, told, changed and deleted', async (t) => {
  const more = { Description: 'at night', ScheduleExpressionTimezone: 'Europe/Berlin' };
  t.same(await here.call('CreateSchedule', schedule(more)), { ScheduleArn: `${ARN}schedule/default/nightly` });
  t.match(await here.call('GetSchedule', { Name: 'nightly' }), {
    Arn: `${ARN}schedule/default/nightly`,
    GroupName: 'default',
    ...more,
    State: 'ENABLED',
    ActionAfterCompletion: 'NONE',
    FlexibleTimeWindow: { Mode: 'OFF' },
    CreationDate: new Date('2026-11-26T10:00:30Z'),
    Target: {
      Arn: CLUSTER,
      RoleArn: ROLE,
      EcsParameters: { TaskDefinitionArn: DEFINITION },
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    },
  });
  await here.call('UpdateSchedule', schedule({ State: 'DISABLED' }));
  const { Description, ScheduleExpressionTimezone, State } = await here.call('GetSchedule', { Name: 'nightly' });
  t.same(
    [Description, ScheduleExpressionTimezone, State],
    [undefined, 'UTC', 'DISABLED'],
    'what is left out is as usual',
  );
  await here.call('DeleteSchedule', { Name: 'nightly' });
  const gone = { code: 'ResourceNotFoundException', message: 'Schedule nightly does not exist.', status: 404 };
  for (const operation of ['GetSchedule', 'DeleteSchedule'])
    await t.rejects(here.call(operation, { Name: 'nightly' }), gone);
  await t.rejects(here.call('UpdateSchedule', schedule()), gone);
});

t.test('a request is repeated by its token, and a name is taken', async (t) => {
  const input = schedule({ Name: 'twice', ClientToken: 'one' });
  const first = await here.call('CreateSchedule', input);
  t.same(await here.call('CreateSchedule', input), first);
  const taken = { code: 'ConflictException', message: 'Schedule twice already exists.', status: 409 };
  await t.rejects(here.call('CreateSchedule', { ...input, Description: 'other' }), taken);
  await t.rejects(here.call('CreateSchedule', { ...input, ClientToken: 'two' }), taken);
  await here.call('DeleteSchedule', { Name: 'twice' });
});

t.test('groups hold schedules of the same names, have tags, and go with what is in them', async (t) => {
  const { ScheduleGroupArn } = await here.call('CreateScheduleGroup', {
    Name: 'blue',
    Tags: [{ Key: 'a', Value: '1' }],
  });
  t.equal(ScheduleGroupArn, `${ARN}schedule-group/blue`);
  await t.rejects(here.call('CreateScheduleGroup', { Name: 'blue' }), {
    message: 'Schedule group blue already exists.',
  });
  await here.call('CreateSchedule', schedule({ Name: 'same', GroupName: 'blue' }));
  await here.call('CreateSchedule', schedule({ Name: 'same', State: 'DISABLED' }));
  const listed = async (input = {}) =>
    (await here.call('ListSchedules', input)).Schedules.map(
      ({ GroupName, Name }: { GroupName: string; Name: string }) => `${GroupName}/${Name}`,
    );
  t.same(await listed(), ['blue/same', 'default/same']);
  t.same(await listed({ GroupName: 'blue' }), ['blue/same']);
  t.same(await listed({ State: 'DISABLED' }), ['default/same']);
  t.same(await listed({ NamePrefix: 'other' }), []);
  await here.call('TagResource', { ResourceArn: ScheduleGroupArn, Tags: [{ Key: 'b', Value: '2' }] });
  await here.call('UntagResource', { ResourceArn: ScheduleGroupArn, TagKeys: ['a'] });
  t.same(await here.call('ListTagsForResource', { ResourceArn: ScheduleGroupArn }), {
    Tags: [{ Key: 'b', Value: '2' }],
  });
  await t.rejects(
    here.call('ListTagsForResource', { ResourceArn: `${ARN}schedule/blue/same` }),
    invalid(/is not the ARN/),
  );
  t.match(await here.call('ListScheduleGroups', { MaxResults: '1' }), {
    ScheduleGroups: [{ Name: 'default' }],
    NextToken: /./,
  });
  await here.call('DeleteScheduleGroup', { Name: 'blue' });
  const gone = { code: 'ResourceNotFoundException', message: 'Schedule group blue does not exist.' };
  await t.rejects(here.call('GetSchedule', { Name: 'same', GroupName: 'blue' }), gone);
  await t.rejects(here.call('ListSchedules', { GroupName: 'blue' }), gone);
  await t.rejects(
    here.call('DeleteScheduleGroup', { Name: 'default' }),
    invalid('The default schedule group cannot be deleted.'),
  );
  t.same(await listed(), ['default/same']);
});

t.test('pages follow each other', async (t) => {
  for (const letter of ['x', 'y', 'z']) await here.call('CreateSchedule', schedule({ Name: `page-${letter}` }));
  const first = await here.call('ListSchedules', { NamePrefix: 'page-', MaxResults: '2' });
  const rest = await here.call('ListSchedules', { NamePrefix: 'page-', NextToken: first.NextToken });
  t.match([...first.Schedules, ...rest.Schedules], [{ Name: 'page-x' }, { Name: 'page-y' }, { Name: 'page-z' }]);
  t.equal(rest.NextToken, undefined);
  await t.rejects(here.call('ListSchedules', { NextToken: 'elsewhere' }), invalid('Invalid NextToken.'));
  await t.rejects(here.call('ListSchedules', { MaxResults: '101' }), invalid(/between 1 and 100/));
});

t.test('what makes no sense is refused', async (t) => {
  const seconds = (time: string) => Date.parse(time) / 1000;
  const cases: [more: object, target: object, message: string | RegExp][] = [
    [{ Name: 'a b' }, {}, /Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression/],
    [{ ScheduleExpression: 'cron(0 1 * * * *)' }, {}, 'Invalid Schedule Expression cron(0 1 * * * *).'],
    [{ ScheduleExpressionTimezone: 'Mars/Olympus' }, {}, 'Invalid Schedule Expression Timezone Mars/Olympus.'],
    [{ State: 'ON' }, {}, /at 'state' failed .* enum value set: \[ENABLED, DISABLED\]/],
    [{ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, {}, /MaximumWindowInMinutes is required/],
    [{ FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } }, {}, /MaximumWindowInMinutes is not allowed/],
    [{ FlexibleTimeWindow: undefined }, {}, /Value null at 'flexibleTimeWindow.Mode' failed/],
    [
      { StartDate: seconds('2026-11-26T09:55:00Z') },
      {},
      'The StartDate you specify cannot be earlier than 5 minutes ago.',
    ],
    [{ EndDate: seconds('2026-11-26T09:55:00Z') }, {}, /EndDate you specify cannot be in the past/],
    [{ StartDate: '2026-11-28T00:00:00Z', EndDate: '2026-11-27T00:00:00Z' }, {}, /must come before the EndDate/],
    [{}, { Arn: 'main' }, 'Provided Arn is not in correct format.'],
    [
      {},
      { Arn: 'arn:aws:lambda:eu-central-1:123456789012:function:f' },
      /function:f is not served .* ECS clusters only/,
    ],
    [{}, { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' }, /aws-sdk:sqs:sendMessage is not served/],
    [{}, { Arn: CLUSTER.replace('eu-', 'us-') }, /which is in eu-central-1/],
    [{}, { EcsParameters: undefined }, /TaskDefinitionArn is required/],
    [
      {},
      { EcsParameters: { TaskDefinitionArn: DEFINITION, NetworkConfiguration: {} } },
      'NetworkConfiguration is not served by this endpoint.',
    ],
    [{}, { EcsParameters: { TaskDefinitionArn: DEFINITION, TaskCount: 11 } }, /less than or equal to 10/],
    [{}, { DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-central-1:123456789012:q' } }, /which has no SQS/],
    [{}, { SqsParameters: {} }, 'SqsParameters does not go with an ECS target.'],
    [{}, { Input: 'hello' }, /Input is to be the overrides of a task/],
    [{}, { RetryPolicy: { MaximumRetryAttempts: 186 } }, /less than or equal to 185/],
    [{}, { RoleArn: 'arn:aws:iam::123456789012:role/none' }, /must allow AWS EventBridge Scheduler to assume the role/],
  ];
  for (const [more, target, message] of cases)
    await t.rejects(
      here.call('CreateSchedule', schedule({ Name: 'wrong', ...more }, target)),
      invalid(message),
      `${message}`,
    );
  await t.rejects(
    here.call(
      'CreateSchedule',
      schedule({ Name: 'wrong' }, { EcsParameters: { TaskDefinitionArn: DEFINITION, TaskCount: '2' } }),
    ),
    {
      code: 'SerializationException',
    },
  );
  t.same((await here.call('ListSchedules', { NamePrefix: 'wrong' })).Schedules, []);
});

t.test('a role that does not trust the scheduler is not taken', async (t) => {
  await here.iam('CreateRole', { RoleName: 'other', AssumeRolePolicyDocument: trusting('ecs-tasks.amazonaws.com') });
  const RoleArn = 'arn:aws:iam::123456789012:role/other';
  const message = 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.';
  await t.rejects(here.call('CreateSchedule', schedule({ Name: 'untrusted' }, { RoleArn })), invalid(message));
  const Condition = { ArnEquals: { 'aws:SourceArn': `${ARN}schedule-group/green` } };
  const PolicyDocument = trusting('scheduler.amazonaws.com', Condition);
  await here.iam('UpdateAssumeRolePolicy', { RoleName: 'other', PolicyDocument });
  await t.rejects(here.call('CreateSchedule', schedule({ Name: 'elsewhere' }, { RoleArn })), invalid(message));
  await here.call('CreateScheduleGroup', { Name: 'green' });
  await here.call('CreateSchedule', schedule({ Name: 'meant', GroupName: 'green' }, { RoleArn }));
});
