import t from 'tap';
import { createBalancer, GROUP } from './balancer.ts';
import { clean, config, definition, openEcs, until } from './rack.ts';

const RACK = 't-ecs-deployment';
const quiet = { info: () => {}, error: (message: string, cause?: unknown) => t.comment(message, String(cause)) };

t.test('a service', async (t) => {
  await clean(RACK);
  const balancer = createBalancer();
  const { ecs, call } = openEcs(config(RACK), balancer.call, quiet);
  await ecs.start();
  t.teardown(async () => {
    await ecs.stop();
    await clean(RACK);
  });
  const service = async () => (await call('DescribeServices', { cluster: 'c', services: ['web'] })).services[0];
  const settled = async (id: string) => {
    const { deployments } = await service();
    const mine = deployments.find((each: { id: string }) => each.id === id);
    return mine?.rolloutState === 'IN_PROGRESS' ? undefined : (mine?.rolloutState ?? 'gone');
  };
  const answer = async () => {
    const [target] = [...balancer.targets.keys()];
    return (await fetch(`http://${target}/`)).text();
  };

  await t.test('is created and served', async (t) => {
    await call('CreateCluster', { clusterName: 'c' });
    await call('RegisterTaskDefinition', definition('one'));
    const { service: made } = await call('CreateService', {
      cluster: 'c',
      serviceName: 'web',
      taskDefinition: 'one',
      desiredCount: 1,
      loadBalancers: [{ targetGroupArn: GROUP, containerName: 'web', containerPort: 8000 }],
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    });
    t.equal(await until(() => settled(made.deployments[0].id)), 'COMPLETED');
    t.equal(await answer(), 'one');
  });

  await t.test('is replaced without a gap', async (t) => {
    await call('RegisterTaskDefinition', definition('two'));
    const begun = performance.now();
    const { service: made } = await call('UpdateService', { cluster: 'c', service: 'web', taskDefinition: 'two' });
    let least = 99;
    const done = await until(async () => {
      least = Math.min(least, balancer.targets.size);
      return settled(made.deployments[0].id);
    });
    t.comment(`rolled over in ${Math.round(performance.now() - begun)} ms`);
    t.equal(done, 'COMPLETED');
    t.equal(least, 1, 'never without a target');
    t.equal(await answer(), 'two');
    const steady = await until(async () => {
      const { events } = await service();
      return events[0].message.includes('steady state') ? events : undefined;
    });
    t.match(steady[1].message, /deployment completed/);
  });

  await t.test('goes back when the new release crashes, and the old one serves throughout', async (t) => {
    await call('RegisterTaskDefinition', definition('bad', { command: ['sh', '-c', 'exit 3'] }));
    const { service: made } = await call('UpdateService', { cluster: 'c', service: 'web', taskDefinition: 'bad' });
    const [failed] = made.deployments;
    t.equal(await until(() => settled(failed.id)), 'FAILED');
    const { deployments, taskDefinition } = await service();
    t.match(taskDefinition, /two:1$/);
    t.match(deployments[0], { status: 'PRIMARY' });
    t.equal(await until(() => settled(deployments[0].id)), 'COMPLETED');
    t.equal(await answer(), 'two');
    const { taskArns } = await call('ListTasks', { cluster: 'c', family: 'bad', desiredStatus: 'STOPPED' });
    const { tasks } = await call('DescribeTasks', { cluster: 'c', tasks: taskArns });
    t.equal(tasks.length, 3);
    t.match(tasks[0], { stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3 }] });
  });

  await t.test('tells of an image that is not there', async (t) => {
    await call('RegisterTaskDefinition', definition('none', { image: '127.0.0.1:9/nothing:here' }));
    const { service: made } = await call('UpdateService', { cluster: 'c', service: 'web', taskDefinition: 'none' });
    t.equal(await until(() => settled(made.deployments[0].id)), 'FAILED');
    const { taskArns } = await call('ListTasks', { cluster: 'c', family: 'none', desiredStatus: 'STOPPED' });
    const { tasks } = await call('DescribeTasks', { cluster: 'c', tasks: taskArns });
    t.match(tasks[0], { stopCode: 'TaskFailedToStart', stoppedReason: /^CannotPullContainerError: / });
  });

  await t.test('replaces a task that dies', async (t) => {
    const { taskArns } = await call('ListTasks', { cluster: 'c', serviceName: 'web' });
    await call('StopTask', { cluster: 'c', task: taskArns[0] });
    const other = await until(async () => {
      const { taskArns: now } = await call('ListTasks', { cluster: 'c', serviceName: 'web' });
      return now.find((arn: string) => arn !== taskArns[0]);
    });
    t.match(other, /^arn:aws:ecs:eu-west-1:000000000000:task\/c\/[0-9a-f]{32}$/);
    await until(async () => {
      const { tasks } = await call('DescribeTasks', { cluster: 'c', tasks: [taskArns[0], other] });
      return (tasks[0].lastStatus === 'STOPPED' && tasks[1].lastStatus === 'RUNNING') || undefined;
    });
  });

  await t.test('replaces a task that its target group finds unhealthy', async (t) => {
    const [target] = await until(async () => {
      const all = [...balancer.targets];
      return all.length === 1 && all[0]?.[1] === 'healthy' ? all[0] : undefined;
    });
    const { taskArns } = await call('ListTasks', { cluster: 'c', serviceName: 'web' });
    balancer.targets.set(target, 'unhealthy');
    const task = await until(async () => {
      const [found] = (await call('DescribeTasks', { cluster: 'c', tasks: taskArns })).tasks;
      return found.lastStatus === 'STOPPED' ? found : undefined;
    });
    t.match(task, {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Task failed ELB health checks in (target-group ${GROUP})`,
    });
    await until(async () => [...balancer.targets.values()].includes('healthy') || undefined);
  });

  await t.test('is deleted', async (t) => {
    await t.rejects(call('DeleteService', { cluster: 'c', service: 'web' }), { code: 'InvalidParameterException' });
    await call('DeleteService', { cluster: 'c', service: 'web', force: true });
    await until(async () => ((await service()).status === 'INACTIVE' ? true : undefined));
    t.equal(balancer.targets.size, 0);
    await call('DeleteCluster', { cluster: 'c' });
  });
});
