import t, { type Test } from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createBalancer, GROUP } from './balancer.ts';
import { clean, config, definition, openEcs, until } from './rack.ts';

const RACK = 't-ecs-deployment';
/** What the issue promises for a deployment that cannot run. */
const BACK_WITHIN_SECONDS = 30;
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

  /** Deploys what cannot run: the old release must be back within the time that is promised, its task untouched. */
  const breaks = async (t: Test, family: string, container: Input, more: Input = {}) => {
    const [kept] = (await call('ListTasks', { cluster: 'c', serviceName: 'web' })).taskArns;
    const begun = performance.now();
    await call('RegisterTaskDefinition', definition(family, container));
    const update = { cluster: 'c', service: 'web', taskDefinition: family, ...more };
    const { service: made } = await call('UpdateService', update);
    const [failed, former] = made.deployments;
    t.equal(await until(() => settled(failed.id)), 'FAILED');
    t.equal(await until(() => settled(former.id)), 'COMPLETED');
    const seconds = (performance.now() - begun) / 1000;
    t.ok(seconds < BACK_WITHIN_SECONDS, `${family}: back after ${seconds.toFixed(1)} s`);
    t.comment(`${family}: back after ${seconds.toFixed(1)} s`);
    const { deployments, events, taskDefinition } = await service();
    t.match(taskDefinition, /two:1$/);
    t.match(deployments[0], { id: former.id, status: 'PRIMARY' });
    t.match((await call('DescribeTasks', { cluster: 'c', tasks: [kept] })).tasks[0], { lastStatus: 'RUNNING' });
    t.equal(await answer(), 'two');
    const { taskArns } = await call('ListTasks', { cluster: 'c', family, desiredStatus: 'STOPPED' });
    const { tasks } = taskArns.length ? await call('DescribeTasks', { cluster: 'c', tasks: taskArns }) : { tasks: [] };
    const since = new Date(failed.createdAt);
    const messages: string[] = events.flatMap((event: Input) => (event.createdAt >= since ? [event.message] : []));
    const told = messages.map((message) => message.replace('(service web) ', '')).reverse();
    t.ok(told.includes(`(deployment ${failed.id}) deployment failed: tasks failed to start.`));
    t.ok(told.includes(`rolling back to deployment ${former.id}.`));
    return { tasks, told };
  };

  await t.test('goes back when the new release crashes', async (t) => {
    const { tasks } = await breaks(t, 'bad', { command: ['sh', '-c', 'exit 3'] });
    t.equal(tasks.length, 3);
    t.match(tasks[0], {
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 3 }],
    });
  });

  await t.test('goes back when its image is not there', async (t) => {
    const { tasks } = await breaks(t, 'none', { image: '127.0.0.1:9/nothing:here' });
    t.match(tasks[0], {
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Task failed to start',
      containers: [{ reason: /^CannotPullContainerError: / }],
    });
  });

  await t.test('goes back when its target group finds the new release unhealthy', async (t) => {
    balancer.failing.add('sick');
    const { tasks, told } = await breaks(t, 'sick', {});
    t.equal(tasks.length, 3);
    t.match(tasks[0], { stoppedReason: `Task failed ELB health checks in (target-group ${GROUP})` });
    const reason = 'Health checks failed with these codes: [500]';
    const ids = tasks.map(({ taskArn }: Input) => taskArn.split('/').at(-1));
    for (const id of ids) {
      const ill = `(task ${id}) (port 8000) is unhealthy in (target-group ${GROUP}) due to (reason ${reason})`;
      t.ok(told.includes(ill), ill);
    }
  });

  await t.test('goes back when the new release finds itself unhealthy', async (t) => {
    const healthCheck = { command: ['CMD-SHELL', 'exit 1'], interval: 5, retries: 1 };
    // Three copies find it at the same time; one after the other would take as many intervals.
    const { tasks, told } = await breaks(t, 'ill', { healthCheck }, { desiredCount: 3 });
    t.match(tasks[0], { stoppedReason: 'Task failed container health checks', healthStatus: 'UNHEALTHY' });
    t.ok(told.some((text) => /^\(task [0-9a-f]{32}\) failed container health checks\.$/.test(text)));
    await call('UpdateService', { cluster: 'c', service: 'web', desiredCount: 1 });
    await until(async () => balancer.targets.size === 1 || undefined);
  });

  await t.test('goes back when the new release does not fit', async (t) => {
    const { tasks, told } = await breaks(t, 'huge', { memory: 1 << 30 });
    t.equal(tasks.length, 0);
    t.match(
      told[0],
      /^was unable to place a task because no container instance met all of its requirements\. The closest matching \(container-instance [0-9a-f]{32}\) has insufficient memory available\. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide\.$/,
    );
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
