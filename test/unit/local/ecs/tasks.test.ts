import t from 'tap';
import { createCluster } from '../../../../local/ecs/operations/create-cluster.ts';
import { executeCommand } from '../../../../local/ecs/operations/execute-command.ts';
import { getTaskProtection } from '../../../../local/ecs/operations/get-task-protection.ts';
import { listTasks } from '../../../../local/ecs/operations/list-tasks.ts';
import { runTask } from '../../../../local/ecs/operations/run-task.ts';
import { updateTaskProtection } from '../../../../local/ecs/operations/update-task-protection.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openEcs, register } from './ecs.ts';

async function withJob(container: Input = {}, more: Input = {}) {
  const { ecs, ask, launched } = openEcs();
  await ask(createCluster, { clusterName: 'c' });
  await register(ecs, 'job', container, more);
  const run = (input: Input = {}) => ask(runTask, { cluster: 'c', taskDefinition: 'job', ...input });
  const list = async (input: Input) => (await ask(listTasks, { cluster: 'c', ...input })).taskArns;
  return { ecs, ask, launched, run, list };
}

const invalid = (message?: RegExp) => ({ code: 'InvalidParameterException', ...(message && { message }) });

t.test('RunTask is idempotent by its token', async (t) => {
  const { run, launched } = await withJob();
  const first = await run({ clientToken: 'x', count: 2 });
  const again = await run({ clientToken: 'x', count: 2 });
  const arns = (answer: Input) => answer.tasks.map(({ taskArn }: Input) => taskArn);
  t.same(arns(again), arns(first));
  t.equal(launched.length, 2);
  await t.rejects(run({ clientToken: 'x', count: 3 }), {
    code: 'ConflictException',
    members: { resourceIds: arns(first) },
  });
  t.not(arns(await run({ clientToken: 'y', count: 1 }))[0], arns(first)[0]);
});

t.test('tasks that cannot be placed are failures, not errors', async (t) => {
  const { run } = await withJob({ portMappings: [{ containerPort: 80, hostPort: 8080 }] });
  const both = await run({ count: 2 });
  t.equal(both.tasks.length, 1);
  t.match(both.failures, [{ arn: /:container-instance\/c\/[0-9a-f]{32}$/, reason: 'RESOURCE:PORTS' }]);
  const { failures } = await (await withJob()).run({
    count: 2,
    placementConstraints: [{ type: 'distinctInstance' }],
  });
  t.match(failures, [{ reason: 'DistinctInstance placement constraint unsatisfied.' }]);
  const zone = (name: string) => ({ type: 'memberOf', expression: `attribute:ecs.availability-zone == ${name}` });
  const placed = await withJob({}, { placementConstraints: [zone('eu-west-1a')] });
  t.equal((await placed.run()).tasks.length, 1, 'the zone of this machine');
  const elsewhere = await placed.run({ placementConstraints: [zone('eu-west-1b')] });
  t.match(elsewhere, { tasks: [], failures: [{ reason: 'MemberOf placement constraint unsatisfied.' }] });
  for (const [lack, reason] of [
    ['memory', 'RESOURCE:MEMORY'],
    ['CPU', 'RESOURCE:CPU'],
  ]) {
    const { ecs, ask } = openEcs({ machine: { lacks: () => lack } });
    await ask(createCluster, { clusterName: 'c' });
    await register(ecs, 'job');
    t.match((await ask(runTask, { cluster: 'c', taskDefinition: 'job' })).failures, [{ reason }]);
  }
});

t.test('RunTask: overrides, tags and what is refused', async (t) => {
  const { ecs, run } = await withJob({ memoryReservation: 32 }, { tags: [{ key: 'of', value: 'definition' }] });
  const containerOverrides = [{ name: 'web', cpu: 128, memory: 256, memoryReservation: 128, command: ['ls'] }];
  const { tasks } = await run({
    overrides: { containerOverrides, taskRoleArn: 'arn:role' },
    startedBy: 'me/1',
    tags: [{ key: 'own', value: '1' }],
    propagateTags: 'TASK_DEFINITION',
    enableECSManagedTags: true,
  });
  t.match(tasks[0], {
    cpu: '128',
    memory: '128',
    group: 'family:job',
    startedBy: 'me/1',
    overrides: { containerOverrides, taskRoleArn: 'arn:role' },
    tags: [
      { key: 'of', value: 'definition' },
      { key: 'own', value: '1' },
      { key: 'aws:ecs:clusterName', value: 'c' },
    ],
  });
  const refused = (input: Input, message: RegExp) => t.rejects(run(input), invalid(message));
  const overriding = (override: Input) => ({ overrides: { containerOverrides: [{ name: 'web', ...override }] } });
  await refused({ count: 11 }, /Tasks cannot be more than 10/);
  await refused({ propagateTags: 'SERVICE' }, /SERVICE/);
  await refused({ startedBy: 'a b' }, /startedBy/);
  await refused({ tags: [{ key: 'aws:x', value: '1' }] }, /reserved/);
  await refused({ networkConfiguration: { awsvpcConfiguration: {} } }, /networkConfiguration is not served/);
  await refused(overriding({ name: 'none' }), /container named none is not a container in the TaskDefinition/);
  await refused(overriding({ memory: 16 }), /'memoryReservation' must be less than 'memory'/);
  await refused({ placementConstraints: [{ type: 'memberOf', expression: 'zone' }] }, /Invalid expression/);
  const [definition] = ecs.store.definitions.all();
  Object.assign(definition ?? {}, { status: 'INACTIVE' });
  await t.rejects(run({ taskDefinition: 'job:1' }), { code: 'ClientException', message: 'TaskDefinition is inactive' });
});

t.test('ListTasks filters', async (t) => {
  const { ecs, run, list } = await withJob();
  const [{ taskArn, containerInstanceArn }] = (await run({ startedBy: 'me' })).tasks;
  await register(ecs, 'other');
  await run({ taskDefinition: 'other' });
  t.same(await list({ startedBy: 'me' }), [taskArn]);
  t.same(await list({ family: 'job' }), [taskArn]);
  t.equal((await list({ containerInstance: containerInstanceArn, launchType: 'EC2' })).length, 2);
  t.same(await list({ containerInstance: 'another' }), []);
  t.same(await list({ launchType: 'FARGATE' }), []);
  t.same(await list({ desiredStatus: 'PENDING' }), [], 'no task is ever wanted to be pending');
  t.same(await list({ desiredStatus: 'STOPPED' }), []);
  await t.rejects(list({ desiredStatus: 'GONE' }), invalid(/desiredStatus should be one of/));
  await t.rejects(list({ serviceName: 'none' }), { code: 'ServiceNotFoundException' });
});

t.test('tasks of services are protected for a time', async (t) => {
  const { ecs, ask, run } = await withJob();
  const { tasks } = await run({ count: 2 });
  const [mine, other] = tasks.map(({ taskArn }: Input) => taskArn);
  Object.assign(ecs.store.tasks.get(mine) ?? {}, { service: 'web' });
  const protect = (input: Input) => ask(updateTaskProtection, { cluster: 'c', tasks: [mine, other, 'none'], ...input });
  const { protectedTasks, failures } = await protect({ protectionEnabled: true });
  t.match(protectedTasks, [{ taskArn: mine, protectionEnabled: true, expirationDate: Date }]);
  t.match(failures, [
    { arn: other, reason: 'TASK_NOT_VALID' },
    { arn: /\/none$/, reason: 'MISSING' },
  ]);
  const show = async () => (await ask(getTaskProtection, { cluster: 'c', tasks: [mine] })).protectedTasks[0];
  t.match(await show(), { protectionEnabled: true });
  await protect({ protectionEnabled: false });
  t.same(await show(), { taskArn: mine, protectionEnabled: false });
  await t.rejects(protect({ protectionEnabled: true, expiresInMinutes: 2881 }), invalid(/from 1 to 2880/));
});

t.test('ExecuteCommand is refused with its reason', async (t) => {
  const { ask, run } = await withJob();
  const exec = async (input: Input, more: Input = {}) => {
    const { tasks } = await run(input);
    return ask(executeCommand, { cluster: 'c', task: tasks[0].taskArn, command: 'sh', interactive: true, ...more });
  };
  await t.rejects(
    exec({}),
    invalid(/^The execute command failed because execute command was not enabled when the task/),
  );
  await t.rejects(exec({ enableExecuteCommand: true }), { code: 'TargetNotConnectedException' });
  await t.rejects(exec({}, { task: 'none' }), invalid(/^The referenced task was not found\.$/));
});
