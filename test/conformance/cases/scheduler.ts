import { call, refused, type Scenario } from '../scenario.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const CLUSTER = 'arn:aws:ecs:us-east-1:123456789012:cluster/main';
const GROUP = 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/blue';
const Target = {
  Arn: CLUSTER,
  RoleArn: '{{role.Role.Arn}}',
  EcsParameters: {
    TaskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/job:1',
    TaskCount: 2,
    Tags: [{ key: 'team', value: 'blue' }],
    CapacityProviderStrategy: [{ capacityProvider: 'machines', weight: 1 }],
  },
};
const NIGHTLY = {
  Name: 'nightly',
  ScheduleExpression: 'cron(0 3 * * ? *)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target,
};
const ONCE = { ...NIGHTLY, Name: 'once', GroupName: 'blue', ScheduleExpression: 'at(2199-01-01T00:00:00)' };
const wrong = (more: object, target: object = {}) => ({
  ...NIGHTLY,
  Name: 'wrong',
  ...more,
  Target: { ...Target, ...target },
});
const EXPRESSIONS = 'User Guide, Schedule types. moto takes any.';
const TARGETS = 'What is not served here is refused; on AWS it is served. moto takes any.';

export const scheduler: Scenario = {
  service: 'scheduler',
  cases: [
    call(
      'CreateRole: that trusts the scheduler',
      { RoleName: 'timers', AssumeRolePolicyDocument: TRUST },
      { service: 'iam', as: 'role' },
    ),
    call(
      'ListScheduleGroups: the default one',
      {},
      { says: { ScheduleGroups: [{ Name: 'default', State: 'ACTIVE' }] } },
    ),
    call(
      'CreateScheduleGroup: with a tag',
      { Name: 'blue', Tags: [{ Key: 'team', Value: 'x' }] },
      { says: { ScheduleGroupArn: GROUP } },
    ),
    refused(
      'ConflictException',
      'CreateScheduleGroup: a name that is taken',
      { Name: 'blue' },
      {
        alone: 'CreateScheduleGroup, Errors. moto makes it anew.',
      },
    ),
    refused(
      'ValidationException',
      'CreateScheduleGroup: a space in its name',
      { Name: 'a b' },
      {
        alone: 'CreateScheduleGroup, Name: its pattern. moto takes any.',
      },
    ),
    call('GetScheduleGroup: the one', { Name: 'blue' }, { says: { Arn: GROUP, State: 'ACTIVE' } }),
    refused('ResourceNotFoundException', 'GetScheduleGroup: no group', { Name: 'none' }),
    call('ListScheduleGroups: by prefix', { NamePrefix: 'bl' }, { says: { ScheduleGroups: [{ Name: 'blue' }] } }),
    call('TagResource: another tag', { ResourceArn: GROUP, Tags: [{ Key: 'b', Value: '2' }] }),
    call('UntagResource: that tag', { ResourceArn: GROUP, TagKeys: ['b'] }),
    call(
      'ListTagsForResource: what is left',
      { ResourceArn: GROUP },
      { says: { Tags: [{ Key: 'team', Value: 'x' }] } },
    ),

    call('CreateSchedule: a task every night', { ...NIGHTLY, Description: 'at night' }),
    call('CreateSchedule: once, in a group', { ...ONCE, ActionAfterCompletion: 'DELETE', State: 'DISABLED' }),
    refused('ConflictException', 'CreateSchedule: a name that is taken', NIGHTLY),
    refused(
      'ResourceNotFoundException',
      'CreateSchedule: no group',
      { ...NIGHTLY, GroupName: 'none' },
      {
        alone: 'CreateSchedule, Errors. moto fails.',
      },
    ),
    refused(
      'ValidationException',
      'CreateSchedule: two fields for days',
      wrong({ ScheduleExpression: 'cron(0 1 * * * *)' }),
      { alone: EXPRESSIONS },
    ),
    refused(
      'ValidationException',
      'CreateSchedule: a rate of seconds',
      wrong({ ScheduleExpression: 'rate(10 seconds)' }),
      { alone: EXPRESSIONS },
    ),
    refused(
      'ValidationException',
      'CreateSchedule: a date without time',
      wrong({ ScheduleExpression: 'at(2199-01-01)' }),
      { alone: EXPRESSIONS },
    ),
    refused(
      'ValidationException',
      'CreateSchedule: no such time zone',
      wrong({ ScheduleExpressionTimezone: 'Mars/Olympus' }),
      { alone: EXPRESSIONS },
    ),
    refused('ValidationException', 'CreateSchedule: a start long ago', wrong({ StartDate: 1_577_836_800 })),
    refused(
      'ValidationException',
      'CreateSchedule: a role that is not there',
      wrong({}, { RoleArn: 'arn:aws:iam::123456789012:role/none' }),
      {
        alone: 'User Guide, Setting up: the execution role. moto takes any.',
      },
    ),
    refused(
      'ValidationException',
      'CreateSchedule: a function',
      wrong({}, { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f' }),
      { alone: TARGETS },
    ),
    refused(
      'ValidationException',
      'CreateSchedule: a queue for what is given up',
      wrong({}, { DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:123456789012:q' } }),
      { alone: TARGETS },
    ),
    call(
      'GetSchedule: with the usual settings',
      { Name: 'nightly' },
      {
        says: { GroupName: 'default', ScheduleExpressionTimezone: 'UTC', State: 'ENABLED', Description: 'at night' },
      },
    ),
    call('GetSchedule: in a group', { Name: 'once', GroupName: 'blue' }, { says: { State: 'DISABLED' } }),
    refused('ResourceNotFoundException', 'GetSchedule: of another group', { Name: 'once' }),
    call(
      'ListSchedules: of a group',
      { GroupName: 'blue' },
      { says: { Schedules: [{ Name: 'once', Target: { Arn: CLUSTER } }] } },
    ),
    call('ListSchedules: by state', { State: 'ENABLED' }, { says: { Schedules: [{ Name: 'nightly' }] } }),
    call('UpdateSchedule: what is left out is as usual', {
      ...NIGHTLY,
      State: 'DISABLED',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    }),
    call(
      'GetSchedule: after its update',
      { Name: 'nightly' },
      { says: { State: 'DISABLED', ScheduleExpressionTimezone: 'Europe/Berlin' } },
    ),
    refused('ResourceNotFoundException', 'UpdateSchedule: no schedule', { ...NIGHTLY, Name: 'none' }),
    call('DeleteSchedule: the one', { Name: 'nightly' }),
    refused('ResourceNotFoundException', 'DeleteSchedule: again', { Name: 'nightly' }),
    refused(
      'ValidationException',
      'DeleteScheduleGroup: the default one',
      { Name: 'default' },
      {
        alone: 'User Guide, Managing a schedule group: the default group stays. moto deletes it.',
      },
    ),
    call('DeleteScheduleGroup: with its schedule', { Name: 'blue' }),
    call('ListSchedules: none is left', {}, { says: { Schedules: [] } }),
  ],
};
