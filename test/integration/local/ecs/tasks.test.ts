import Docker from 'dockerode';
import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createBalancer } from './balancer.ts';
import { clean, config, definition, openEcs, until } from './rack.ts';

const RACK = 't-ecs-tasks';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:x-AbCdEf';
const quiet = { info: () => {}, error: (message: string, cause?: unknown) => t.comment(message, String(cause)) };

t.test('tasks of no service', async (t) => {
  await clean(RACK);
  const balancer = createBalancer({ [SECRET]: '{"KEY":"top secret"}' });
  const { ecs, call } = openEcs(config(RACK), balancer.call, quiet, 0);
  await ecs.start();
  t.teardown(async () => {
    await ecs.stop();
    await clean(RACK);
  });
  const show = async (arn: string) => (await call('DescribeTasks', { cluster: 'c', tasks: [arn] })).tasks[0];
  const reaches = (arn: string, status: string) =>
    until(async () => {
      const task = await show(arn);
      return task.lastStatus === status ? task : undefined;
    });
  const run = async (container: Input, input: Input = {}) => {
    await call('RegisterTaskDefinition', definition('job', container));
    const { tasks } = await call('RunTask', { cluster: 'c', taskDefinition: 'job', ...input });
    return tasks[0].taskArn;
  };
  await call('CreateCluster', { clusterName: 'c' });

  await t.test('run a command with secrets and tell its exit code', async (t) => {
    const secrets = [{ name: 'KEY', valueFrom: `${SECRET}:KEY::` }];
    const overrides = {
      containerOverrides: [{ name: 'web', command: ['sh', '-c', '[ "$KEY" = "top secret" ] && exit 7'] }],
    };
    const task = await reaches(await run({ secrets }, { overrides, startedBy: 'me' }), 'STOPPED');
    t.match(task, { stopCode: 'EssentialContainerExited', startedBy: 'me', containers: [{ exitCode: 7 }] });
    const docker = new Docker();
    await until(async () => {
      const left = await docker.listContainers({ all: true, filters: { label: [`io.rack.rack=${RACK}`] } });
      return left.length === 0 ? true : undefined;
    });
  });

  await t.test('fail without their secrets', async (t) => {
    const secrets = [{ name: 'KEY', valueFrom: `${SECRET}:NONE::` }];
    const task = await reaches(await run({ secrets }), 'STOPPED');
    t.match(task, { stopCode: 'TaskFailedToStart', stoppedReason: /^ResourceInitializationError: .*json key NONE/ });
  });

  await t.test('stop when told', async (t) => {
    const arn = await run({ command: ['sleep', '100'] });
    await reaches(arn, 'RUNNING');
    await call('StopTask', { cluster: 'c', task: arn, reason: 'enough' });
    t.match(await reaches(arn, 'STOPPED'), {
      stopCode: 'UserInitiated',
      stoppedReason: 'enough',
      desiredStatus: 'STOPPED',
    });
  });

  await t.test('stop when told while they start', async (t) => {
    const arn = await run({ command: ['sleep', '100'] });
    await call('StopTask', { cluster: 'c', task: arn });
    await reaches(arn, 'STOPPED');
    const running = await new Docker().listContainers({ filters: { label: [`io.rack.rack=${RACK}`] } });
    t.equal(running.length, 0);
  });

  await t.test('are told out of memory', async (t) => {
    const hungry = ['perl', '-e', 'my @a; push @a, "x" x 1048576 while 1'];
    const task = await reaches(await run({ command: hungry, memory: 32 }), 'STOPPED');
    t.match(task, {
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
    });
  });

  await t.test('tell the health that their own check finds', async (t) => {
    const healthCheck = { command: ['CMD-SHELL', 'test -e /etc/passwd'], interval: 5 };
    const arn = await run({ command: ['sleep', '100'], healthCheck });
    t.ok(await until(async () => (await show(arn)).healthStatus === 'HEALTHY' || undefined));
    await call('StopTask', { cluster: 'c', task: arn });
    await reaches(arn, 'STOPPED');
  });

  await t.test('start their containers in order, and stop them in the other', async (t) => {
    const [side, init, web] = [
      { name: 'side', command: ['sleep', '100'] },
      {
        name: 'init',
        command: ['true'],
        essential: false,
        dependsOn: [{ containerName: 'side', condition: 'START' }],
      },
      { name: 'web', command: ['sleep', '100'], dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }] },
    ].map((container) => definition('', container).containerDefinitions[0]);
    const ordered = async (...containerDefinitions: Input[]) => {
      await call('RegisterTaskDefinition', { family: 'ordered', containerDefinitions });
      return (await call('RunTask', { cluster: 'c', taskDefinition: 'ordered' })).tasks[0].taskArn;
    };
    const arn = await ordered(web, init, side);
    const task = await reaches(arn, 'RUNNING');
    const find = (name: string) => task.containers.find((each: Input) => each.name === name);
    t.match(find('init'), { lastStatus: 'STOPPED', exitCode: 0 });
    await call('StopTask', { cluster: 'c', task: arn });
    const { pullStartedAt, pullStoppedAt, startedAt, stoppingAt, executionStoppedAt, stoppedAt } = await reaches(
      arn,
      'STOPPED',
    );
    const times = [pullStartedAt, pullStoppedAt, startedAt, stoppingAt, executionStoppedAt, stoppedAt].map(Number);
    t.same(times, [...times].sort(), 'in the order of a task’s life');
    const failed = await reaches(await ordered({ ...init, command: ['false'], dependsOn: [] }, web), 'STOPPED');
    t.match(failed, { stopCode: 'TaskFailedToStart', stoppedReason: 'Task failed to start' });
    const { reason } = failed.containers.find((each: Input) => each.name === 'web');
    t.match(reason, /ordering dependency \[init\] for target \[web\] as dependency did not exit successfully\.$/);
  });

  await t.test('that do not fit are not started', async (t) => {
    await call('RegisterTaskDefinition', definition('huge', { memory: 1 << 30 }));
    const { tasks, failures } = await call('RunTask', { cluster: 'c', taskDefinition: 'huge' });
    t.equal(tasks.length, 0);
    t.match(failures, [{ reason: 'RESOURCE:MEMORY' }]);
    const service = { cluster: 'c', serviceName: 'huge', taskDefinition: 'huge', desiredCount: 1 };
    await call('CreateService', service);
    const message = await until(async () => {
      const { services } = await call('DescribeServices', { cluster: 'c', services: ['huge'] });
      return services[0].events[0]?.message;
    });
    t.match(
      message,
      /\(service huge\) was unable to place a task because no container instance met all.*insufficient memory/,
    );
  });
});
