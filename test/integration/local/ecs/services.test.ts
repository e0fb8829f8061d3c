import Docker from 'dockerode';
import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createBalancer, GROUP } from './balancer.ts';
import { clean, config, definition, openEcs, SERVER, until } from './rack.ts';

const RACK = 't-ecs-services';
const SSH_GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/ssh/0123456789abcdef';
const docker = new Docker();
const quiet = { info: () => {}, error: (message: string, cause?: unknown) => t.comment(message, String(cause)) };

t.test('services', async (t) => {
  await clean(RACK);
  const balancer = createBalancer();
  const { ecs, call } = openEcs(config(RACK), balancer.call, quiet);
  await ecs.start();
  t.teardown(async () => {
    await ecs.stop();
    await clean(RACK);
  });
  await call('CreateCluster', { clusterName: 'c' });
  const show = async (name: string) => (await call('DescribeServices', { cluster: 'c', services: [name] })).services[0];
  const completed = (name: string) =>
    until(async () => {
      const [primary] = (await show(name)).deployments;
      return primary.rolloutState === 'COMPLETED' ? primary : undefined;
    });
  const tasksOf = async (serviceName: string) => {
    const { taskArns } = await call('ListTasks', { cluster: 'c', serviceName });
    return taskArns.length ? (await call('DescribeTasks', { cluster: 'c', tasks: taskArns })).tasks : [];
  };
  const gone = async (service: string) => {
    await call('DeleteService', { cluster: 'c', service, force: true });
    await until(async () => ((await show(service)).status === 'INACTIVE' ? true : undefined));
  };

  await t.test('are served by several target groups, a port for each', async (t) => {
    const two = ['sh', '-c', 'LISTEN=8001 perl -e "$SERVER" & exec perl -e "$SERVER"'];
    const environment = Object.entries({ SERVER, TEXT: 'two' }).map(([name, value]) => ({ name, value }));
    const portMappings = [{ containerPort: 8000 }, { containerPort: 8001 }];
    await call('RegisterTaskDefinition', definition('two', { command: two, environment, portMappings }));
    await call('CreateService', {
      cluster: 'c',
      serviceName: 'two',
      taskDefinition: 'two',
      desiredCount: 1,
      loadBalancers: [
        { targetGroupArn: GROUP, containerName: 'web', containerPort: 8000 },
        { targetGroupArn: SSH_GROUP, containerName: 'web', containerPort: 8001 },
      ],
    });
    await completed('two');
    t.same([...balancer.targets.keys()].map((key) => key.split(':')[1]).sort(), ['8000', '8001']);
    t.same([...balancer.targets.values()], ['healthy', 'healthy'], 'complete when both say so');
    t.equal((await show('two')).loadBalancers.length, 2);
    const [former] = await tasksOf('two');
    const ssh = [...balancer.targets.keys()].find((key) => key.endsWith(':8001')) as string;
    balancer.targets.set(ssh, 'unhealthy');
    const replaced = await until(async () => {
      const [task] = (await call('DescribeTasks', { cluster: 'c', tasks: [former.taskArn] })).tasks;
      return task.desiredStatus === 'STOPPED' ? task : undefined;
    });
    t.equal(replaced.stoppedReason, `Task failed ELB health checks in (target-group ${SSH_GROUP})`);
    await gone('two');
    t.equal(balancer.targets.size, 0);
  });

  await t.test('replace a task whose container finds itself unhealthy', async (t) => {
    const healthCheck = { command: ['CMD-SHELL', 'test -e /tmp/well'], interval: 5, retries: 1 };
    const command = ['sh', '-c', 'touch /tmp/well; sleep 100'];
    await call('RegisterTaskDefinition', definition('checked', { command, healthCheck, portMappings: [] }));
    const service = { cluster: 'c', serviceName: 'checked', taskDefinition: 'checked', desiredCount: 1 };
    await call('CreateService', service);
    await completed('checked');
    const [former] = await tasksOf('checked');
    t.match(former, { healthStatus: 'HEALTHY', containers: [{ healthStatus: 'HEALTHY' }] });
    const exec = await docker.getContainer(former.containers[0].runtimeId).exec({ Cmd: ['rm', '/tmp/well'] });
    await exec.start({});
    const replaced = await until(async () => {
      const [task] = (await call('DescribeTasks', { cluster: 'c', tasks: [former.taskArn] })).tasks;
      return task.lastStatus === 'STOPPED' ? task : undefined;
    });
    t.match(replaced, {
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed container health checks',
      healthStatus: 'UNHEALTHY',
    });
    const [next] = await until(async () => {
      const tasks = await tasksOf('checked');
      return tasks[0]?.healthStatus === 'HEALTHY' ? tasks : undefined;
    });
    t.not(next.taskArn, former.taskArn);
    const messages = (await show('checked')).events.map(({ message }: Input) => message);
    t.ok(
      messages.some((text: string) =>
        text.endsWith(`(task ${former.taskArn.split('/').at(-1)}) failed container health checks.`),
      ),
    );
    await gone('checked');
  });

  await t.test('that are daemons have one task on this machine', async (t) => {
    const command = ['sleep', '100'];
    const create = (more: Input = {}) =>
      call('CreateService', {
        cluster: 'c',
        serviceName: 'agent',
        taskDefinition: 'agent',
        launchType: 'EC2',
        schedulingStrategy: 'DAEMON',
        ...more,
      });
    const many =
      /^The daemon scheduling strategy does not support a desired count for services\. Remove the desired count value and try again$/;
    const refused = (answer: Promise<unknown>, message: RegExp) =>
      t.rejects(answer, { code: 'InvalidParameterException', message });
    await call('RegisterTaskDefinition', definition('agent', { command, portMappings: [] }));
    await refused(create({ desiredCount: 1 }), many);
    await refused(create({ placementStrategy: [{ type: 'spread' }] }), /does not support placement strategies/);
    const { service } = await create();
    t.match(service, {
      schedulingStrategy: 'DAEMON',
      desiredCount: 1,
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
    });
    await completed('agent');
    const [former, ...others] = await tasksOf('agent');
    t.equal(others.length, 0);
    await refused(call('UpdateService', { cluster: 'c', service: 'agent', desiredCount: 2 }), many);
    await call('StopTask', { cluster: 'c', task: former.taskArn });
    await until(async () => (await tasksOf('agent')).some((task: Input) => task.lastStatus === 'RUNNING') || undefined);
    t.equal((await tasksOf('agent')).length, 1);
    await call('DeleteService', { cluster: 'c', service: 'agent' });
    await until(async () => ((await show('agent')).status === 'INACTIVE' ? true : undefined));
  });
});
