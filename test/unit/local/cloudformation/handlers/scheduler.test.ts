/** AWS::Scheduler::* on the scheduler, in one process. */
import t from 'tap';
import type { Config } from '../../../../../local/config.ts';
import { createRegistry } from '../../../../../local/endpoint/registry.ts';
import type { Input } from '../../../../../local/endpoint/service.ts';
import { createScheduler } from '../../../../../local/scheduler/service.ts';
import { openDatabase } from '../../../../../local/store/database.ts';
import { strictLog } from '../../place.ts';
import { stacksOn } from '../fixtures/stacks.ts';

const config = { region: 'eu-west-1', account: '000000000000', home: '/none' } as Config;

function account() {
  const database = openDatabase(':memory:');
  const registry = createRegistry();
  const { callAws } = registry;
  registry.add(createScheduler({ config, database, log: strictLog, callAws, callAs: () => callAws }));
  const sts = { signingName: 'sts', protocol: 'query', version: '', operations: { AssumeRole: () => ({}) } } as const;
  registry.add(sts);
  return { callAws, stacks: stacksOn({ call: callAws }, database) };
}

const template = (group: string, properties: string, tags = 'one') => `
Resources:
  Blue: {Type: AWS::Scheduler::ScheduleGroup, Properties: {Name: blue, Tags: [{Key: team, Value: ${tags}}]}}
  Timer:
    Type: AWS::Scheduler::Schedule
    Properties:
      GroupName: ${group}
      ScheduleExpression: cron(0 3 * * ? *)
      FlexibleTimeWindow: {Mode: FLEXIBLE, MaximumWindowInMinutes: '5'}
      ${properties}
      Target:
        Arn: arn:aws:ecs:eu-west-1:000000000000:cluster/main
        RoleArn: arn:aws:iam::000000000000:role/timers
        RetryPolicy: {MaximumRetryAttempts: '3'}
        EcsParameters:
          TaskDefinitionArn: job:1
          TaskCount: '2'
          EnableECSManagedTags: 'true'
          CapacityProviderStrategy: [{CapacityProvider: machines, Weight: '1'}]
          PlacementConstraints: [{Type: memberOf, Expression: 'attribute:a == b'}]
          Tags: [{key: team, value: x}]
Outputs:
  Name: {Value: !Ref Timer}
  Arn: {Value: !GetAtt Timer.Arn}
  Group: {Value: !GetAtt Blue.Arn}
`;

t.test('a schedule and its group are made, changed in place, moved and taken away', async (t) => {
  const { callAws, stacks } = account();
  const outputs = async (status: string) => {
    const { Outputs } = await stacks.reaches('app', status);
    return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }: Input) => [OutputKey, OutputValue]));
  };
  const update = async (body: string) => {
    await stacks.call('UpdateStack', { StackName: 'app', TemplateBody: body });
    return outputs('UPDATE_COMPLETE');
  };
  const { StackId } = await stacks.call('CreateStack', {
    StackName: 'app',
    TemplateBody: template('!Ref Blue', 'Description: nightly'),
  });
  const { Name, Arn, Group } = await outputs('CREATE_COMPLETE');
  t.match(Name, /^app-Timer-\w+$/);
  t.equal(Arn, `arn:aws:scheduler:eu-west-1:000000000000:schedule/blue/${Name}`);
  t.match(await callAws('scheduler', 'GetSchedule', { Name, GroupName: 'blue' }), {
    Description: 'nightly',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
    Target: {
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 86_400 },
      EcsParameters: {
        TaskDefinitionArn: 'job:1',
        TaskCount: 2,
        EnableECSManagedTags: true,
        CapacityProviderStrategy: [{ capacityProvider: 'machines', weight: 1 }],
        PlacementConstraints: [{ type: 'memberOf', expression: 'attribute:a == b' }],
        Tags: [{ key: 'team', value: 'x' }],
      },
    },
  });

  t.equal((await update(template('!Ref Blue', 'State: DISABLED', 'two'))).Arn, Arn);
  const changed = await callAws('scheduler', 'GetSchedule', { Name, GroupName: 'blue' });
  t.same([changed.State, changed.Description], ['DISABLED', undefined]);
  const { Tags } = await callAws('scheduler', 'ListTagsForResource', { ResourceArn: Group });
  t.match(Tags, [{ Key: /^aws:/ }, { Key: /^aws:/ }, { Key: /^aws:/ }, { Key: 'team', Value: 'two' }]);

  t.equal((await update(template('default', 'State: DISABLED', 'two'))).Arn, Arn.replace('/blue/', '/default/'));
  const { Schedules } = await callAws('scheduler', 'ListSchedules', {});
  t.match(Schedules, [{ Name, GroupName: 'default' }]);
  t.equal(Schedules.length, 1);

  await stacks.call('DeleteStack', { StackName: 'app' });
  await stacks.reaches(StackId, 'DELETE_COMPLETE');
  t.same((await callAws('scheduler', 'ListSchedules', {})).Schedules, []);
  await t.rejects(callAws('scheduler', 'GetScheduleGroup', { Name: 'blue' }), { code: 'ResourceNotFoundException' });
  t.same(stacks.problems, []);
});

t.test('what the scheduler refuses fails the stack in its words', async (t) => {
  const { stacks } = account();
  const wrong = template('default', 'ScheduleExpressionTimezone: Mars/Olympus');
  await stacks.call('CreateStack', { StackName: 'app', TemplateBody: wrong });
  await t.rejects(stacks.reaches('app', 'CREATE_COMPLETE'), { message: /^ROLLBACK_COMPLETE/ }).catch(() => {});
  const story = (await stacks.story('app')).join('\n');
  t.match(story, /Timer CREATE_FAILED: .*Invalid Schedule Expression Timezone Mars\/Olympus\./);
});
