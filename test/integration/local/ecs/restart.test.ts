import Docker from 'dockerode';
import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { GROUP } from './balancer.ts';
import { openKillable } from './killable.ts';
import { clean, definition, until } from './rack.ts';

const RACK = 't-ecs-restart';
const docker = new Docker();

t.test('ECS that was killed', async (t) => {
  await clean(RACK);
  const { call, kill, begin, close } = await openKillable(RACK);
  t.teardown(async () => {
    close();
    await clean(RACK);
  });

  const rollout = async (state: string) => {
    const { services } = await call('DescribeServices', { cluster: 'c', services: ['web'] });
    const [primary] = services[0].deployments;
    return primary.rolloutState === state ? primary.id : undefined;
  };
  const containers = async () => {
    const { taskArns } = await call('ListTasks', { cluster: 'c', serviceName: 'web' });
    if (taskArns.length === 0) return [];
    const { tasks } = await call('DescribeTasks', { cluster: 'c', tasks: taskArns });
    return tasks.map(({ containers }: Input) => containers[0].runtimeId);
  };

  await call('CreateCluster', { clusterName: 'c' });
  await call('RegisterTaskDefinition', definition('one'));
  await call('RegisterTaskDefinition', definition('two'));
  await call('CreateService', {
    cluster: 'c',
    serviceName: 'web',
    taskDefinition: 'one',
    desiredCount: 2,
    loadBalancers: [{ targetGroupArn: GROUP, containerName: 'web', containerPort: 8000 }],
  });
  await until(() => rollout('COMPLETED'));

  await t.test('takes over what runs', async (t) => {
    const before = await containers();
    await kill();
    await begin();
    t.same(await containers(), before);
    await until(async () => ((await call('targets')).length === 2 ? true : undefined));
  });

  await t.test('goes on with a deployment', async (t) => {
    const before = await containers();
    await call('UpdateService', { cluster: 'c', service: 'web', taskDefinition: 'two' });
    await kill();
    await begin();
    await until(() => rollout('COMPLETED'));
    const after = await until(async () => {
      const now = await containers();
      return now.length === 2 ? now : undefined;
    });
    t.notOk(after.some((id: string) => before.includes(id)));
    const running = await docker.listContainers({ filters: { label: [`io.rack.rack=${RACK}`, 'rack.app=two'] } });
    t.equal(running.length, 2, 'and nothing was started twice');
  });

  await t.test('replaces what ended meanwhile, and ends what belongs to nobody', async (t) => {
    const before = await containers();
    await kill();
    for (const id of before) await docker.getContainer(id).kill();
    const Labels = { 'io.rack.rack': RACK, 'com.amazonaws.ecs.task-arn': 'arn:aws:ecs:eu-west-1:0:task/c/unknown' };
    const orphan = await docker.createContainer({
      Image: 'rack/debian:bookworm',
      Cmd: ['sleep', '60'],
      Labels,
      HostConfig: { Init: true },
    });
    await orphan.start();
    await begin();
    await until(async () => {
      const now = await containers();
      const healthy = (await call('targets')).filter(([, state]: string[]) => state === 'healthy');
      return now.length === 2 && healthy.length === 2 && !now.some((id: string) => before.includes(id))
        ? true
        : undefined;
    });
    await t.rejects(orphan.inspect(), /no such container/);
  });
});
