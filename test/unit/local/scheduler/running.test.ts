import t from 'tap';
import { away, CLUSTER, DEFINITION, schedule, trusting, World } from './world.ts';

/** A scheduler with its role, at half a minute past ten. */
async function world(): Promise<World> {
  const world = await new World().start();
  await world.makeRole();
  t.teardown(() => world.stop());
  return world;
}

t.test('a task is run when it is due, once, as the request says', async (t) => {
  const here = await world();
  const EcsParameters = {
    TaskDefinitionArn: DEFINITION,
    TaskCount: 2,
    LaunchType: 'EC2',
    Group: 'timers',
    PropagateTags: 'TASK_DEFINITION',
    EnableECSManagedTags: true,
    Tags: [{ key: 'team', value: 'blue' }],
  };
  const Input =
    '{"containerOverrides":[{"name":"web","environment":[{"name":"AT","value":"<aws.scheduler.scheduled-time>"}]}]}';
  await here.call('CreateSchedule', schedule({ Name: 'a.b' }, { EcsParameters, Input }));
  t.equal(here.clock.next, '2026-11-26T10:05:00.000Z');
  await here.passes('2026-11-26T10:04:59Z');
  t.equal(here.runs.length, 0);
  await here.passes('2026-11-26T10:05:00Z');
  await here.passes('2026-11-26T10:09:59Z');
  t.match(here.runs, [
    {
      cluster: CLUSTER,
      taskDefinition: DEFINITION,
      count: 2,
      launchType: 'EC2',
      group: 'timers',
      propagateTags: 'TASK_DEFINITION',
      enableECSManagedTags: true,
      tags: [{ key: 'team', value: 'blue' }],
      startedBy: 'chronos-schedule/a-b',
      clientToken: /^[\w-]{36}$/,
      overrides: {
        containerOverrides: [{ name: 'web', environment: [{ name: 'AT', value: '2026-11-26T10:05:00Z' }] }],
      },
    },
  ]);
  await here.passes('2026-11-26T10:10:00Z');
  t.equal(here.runs.length, 2);
  t.same(here.told, []);
});

t.test('a rate without a start begins at once, one with a start then, and neither goes on after the end', async (t) => {
  const here = await world();
  const EndDate = Date.parse('2026-11-26T10:20:00Z') / 1000;
  await here.call('CreateSchedule', schedule({ Name: 'now', ScheduleExpression: 'rate(10 minutes)', EndDate }));
  await here.passes();
  t.match(here.runs, [{ startedBy: 'chronos-schedule/now' }]);
  const StartDate = Date.parse('2026-11-26T10:05:00Z') / 1000;
  await here.call(
    'CreateSchedule',
    schedule({ Name: 'then', ScheduleExpression: 'rate(10 minutes)', StartDate, EndDate }),
  );
  for (const minute of ['05', '10', '15', '25', '35']) await here.passes(`2026-11-26T10:${minute}:30Z`);
  t.same(
    here.runs.map(({ startedBy }) => startedBy.split('/')[1]),
    ['now', 'then', 'now', 'then'],
  );
  t.equal(here.clock.next, undefined);
});

t.test('what is disabled, changed and deleted is due accordingly', async (t) => {
  const here = await world();
  await here.call('CreateSchedule', schedule());
  await here.call('UpdateSchedule', schedule({ State: 'DISABLED' }));
  await here.passes('2026-11-26T10:05:00Z');
  t.equal(here.runs.length, 0);
  await here.call('UpdateSchedule', schedule({ ScheduleExpression: 'at(2026-11-26T11:00:00)' }));
  await here.passes('2026-11-26T11:00:00Z');
  await here.passes('2026-11-27T11:00:00Z');
  t.equal(here.runs.length, 1);
  t.match(await here.call('GetSchedule', { Name: 'nightly' }), { State: 'ENABLED' }, 'it stays, as on AWS');
  await here.call('UpdateSchedule', schedule());
  await here.call('DeleteSchedule', { Name: 'nightly' });
  await here.passes('2026-11-28T11:00:00Z');
  t.equal(here.runs.length, 1);
});

t.test('an update in the minute in which a schedule is due takes no run away', async (t) => {
  const here = await world();
  await here.call('CreateSchedule', schedule());
  await here.stop();
  here.clock.set('2026-11-26T10:05:20Z');
  await here.call('UpdateSchedule', schedule({}, { EcsParameters: { TaskDefinitionArn: `${DEFINITION}0` } }));
  await here.restart();
  t.match(here.runs, [{ taskDefinition: `${DEFINITION}0` }]);
});

t.test('of what was missed the last is made up for, once', async (t) => {
  const here = await world();
  const RetryPolicy = { MaximumEventAgeInSeconds: 600 };
  const Input = '{"at":"<aws.scheduler.scheduled-time>"}';
  await here.call('CreateSchedule', schedule({}, { RetryPolicy, Input }));
  await here.restart('2026-11-26T13:07:00Z');
  t.match(here.runs, [{ overrides: { at: '2026-11-26T13:05:00Z' } }]);
  await here.restart();
  t.equal(here.runs.length, 1);
  await here.call(
    'CreateSchedule',
    schedule({ Name: 'rare', ScheduleExpression: 'cron(0 14 * * ? *)' }, { RetryPolicy }),
  );
  await here.call('DeleteSchedule', { Name: 'nightly' });
  await here.restart('2026-11-26T14:11:00Z');
  t.equal(here.runs.length, 1);
  t.match(here.told, [/schedule\/default\/rare: what was due at 2026-11-26T14:00:00.000Z is too old to be run$/]);
  t.equal(here.clock.next, '2026-11-27T14:00:00.000Z');
});

t.test('a run that a killed process had asked for is asked for again by the same token', async (t) => {
  // Its end is not waited for: it never gets an answer.
  const here = await new World().start();
  await here.makeRole();
  await here.call('CreateSchedule', schedule());
  here.answer = () => new Promise(() => {});
  here.clock.set('2026-11-26T10:05:00Z');
  while (here.runs.length === 0) await new Promise((resolve) => setImmediate(resolve));
  here.answer = undefined;
  const after = await new World('2026-11-26T10:06:00Z', here.database).start();
  await after.passes();
  t.equal(after.runs.length, 1);
  t.equal(after.runs[0]?.clientToken, here.runs[0]?.clientToken);
  await after.restart();
  t.equal(after.runs.length, 1);
  await after.stop();
});

t.test('what does not work for now is tried again, ever later, until its policy gives it up', async (t) => {
  const here = await world();
  const Input = '{"attempt":"<aws.scheduler.attempt-number>"}';
  await here.call(
    'CreateSchedule',
    schedule({ ScheduleExpression: 'at(2026-11-26T11:00:00)' }, { Input, RetryPolicy: { MaximumRetryAttempts: 2 } }),
  );
  here.answer = away;
  await here.passes('2026-11-26T11:00:00Z');
  t.equal(here.clock.next, '2026-11-26T11:00:02.000Z');
  here.answer = () => ({ tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] });
  await here.restart('2026-11-26T11:00:02Z');
  t.equal(here.clock.next, '2026-11-26T11:00:06.000Z');
  await here.passes('2026-11-26T11:00:06Z');
  t.equal(here.clock.next, undefined);
  t.same(
    here.runs.map(({ overrides }) => overrides.attempt),
    ['1', '2', '3'],
  );
  t.match(here.told, [
    /nightly: what was due at 2026-11-26T11:00:00.000Z is given up after attempt 3: RunTask: RESOURCE:MEMORY$/,
  ]);
});

t.test('a target is reached with what the role may, and the role with what it trusts', async (t) => {
  const here = await world();
  await here.call('CreateSchedule', schedule());
  await here.allow(['ecs:RunTask']);
  await here.passes('2026-11-26T10:05:00Z');
  await here.allow(['ecs:RunTask', 'iam:PassRole']);
  await here.passes('2026-11-26T10:10:00Z');
  t.equal(here.runs.length, 1);
  await here.iam('UpdateAssumeRolePolicy', { RoleName: 'timers', PolicyDocument: trusting('ecs.amazonaws.com') });
  await here.passes('2026-11-26T10:15:00Z');
  t.equal(here.runs.length, 1);
  t.match(here.told, [
    /given up after attempt 1: .*not authorized to perform: iam:PassRole/,
    /must allow AWS EventBridge Scheduler/,
  ]);
});

t.test('a schedule that is complete goes, if it is told to', async (t) => {
  const here = await world();
  const once = { ScheduleExpression: 'at(2026-11-26T11:00:00)', ActionAfterCompletion: 'DELETE' };
  await here.call('CreateSchedule', schedule(once));
  here.answer = away;
  await here.passes('2026-11-26T11:00:00Z');
  t.match(await here.call('ListSchedules'), { Schedules: [{ Name: 'nightly' }] }, 'not while it is being tried');
  here.answer = undefined;
  await here.passes('2026-11-26T11:00:02Z');
  t.same((await here.call('ListSchedules')).Schedules, []);
});

t.test('a thousand schedules are one alarm, and each is run at its time', async (t) => {
  const here = await world();
  for (let index = 0; index < 1000; index++) {
    const ScheduleExpression = `cron(${(index * 7) % 10} 11 * * ? *)`;
    await here.call('CreateSchedule', schedule({ Name: `s-${index}`, ScheduleExpression }));
  }
  t.equal(here.clock.next, '2026-11-26T11:00:00.000Z');
  for (let minute = 0; minute < 10; minute++) {
    await here.passes(`2026-11-26T11:0${minute}:00Z`);
    t.equal(here.runs.length, 100 * (minute + 1));
  }
  t.equal(here.clock.next, '2026-11-27T11:00:00.000Z');
});
