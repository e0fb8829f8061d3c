import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import t from 'tap';
import { TASK_LABEL } from '../../../../local/ecs/container-options.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createBalancer } from './balancer.ts';
import { openKillable } from './killable.ts';
import { clean, config, definition, openEcs, until } from './rack.ts';
import { countAtOnce, writer } from './writer.ts';

const RACK = 't-ecs-stop-first';
const docker = new Docker();
const quiet = { info: () => {}, error: (message: string, cause?: unknown) => t.comment(message, String(cause)) };

t.test('a service that stops first (0/100)', async (t) => {
  await clean(RACK);
  const mostAtOnce = await countAtOnce(t, RACK, TASK_LABEL);
  const { ecs, call } = openEcs(config(RACK), createBalancer().call, quiet);
  await ecs.start();
  t.teardown(async () => {
    await ecs.stop();
    await clean(RACK);
  });
  const register = async (family: string, { fails = false } = {}) => {
    const { container, volumes } = writer(family, { fails });
    await call('RegisterTaskDefinition', definition(family, container, { volumes }));
  };
  const show = async () => (await call('DescribeServices', { cluster: 'c', services: ['db'] })).services[0];
  const ends = (id: string) =>
    until(async () => {
      const found = (await show()).deployments.find((each: Input) => each.id === id);
      return found?.rolloutState === 'IN_PROGRESS' ? undefined : (found?.rolloutState ?? 'gone');
    }, 60);
  const update = (taskDefinition: string) => call('UpdateService', { cluster: 'c', service: 'db', taskDefinition });
  const log = async () => {
    const { Mountpoint } = await docker.getVolume(`rack-${RACK}.data`).inspect();
    return readFileSync(`${Mountpoint}/log`, 'utf8').trim().split('\n');
  };

  await t.test('starts', async (t) => {
    await call('CreateCluster', { clusterName: 'c' });
    await register('one');
    const { service } = await call('CreateService', {
      cluster: 'c',
      serviceName: 'db',
      taskDefinition: 'one',
      desiredCount: 1,
      deploymentConfiguration: {
        minimumHealthyPercent: 0,
        maximumPercent: 100,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
    });
    t.equal(await ends(service.deployments[0].id), 'COMPLETED');
  });

  await t.test('starts the new task when the old one has stopped', async (t) => {
    await register('two');
    const { service } = await update('two');
    t.equal(await ends(service.deployments[0].id), 'COMPLETED');
    t.same(await log(), ['begin one', 'end one', 'begin two']);
  });

  await t.test('goes back stop-first when the new release fails', async (t) => {
    await register('bad', { fails: true });
    const { service } = await update('bad');
    t.equal(await ends(service.deployments[0].id), 'FAILED');
    const { deployments, taskDefinition } = await show();
    t.match(taskDefinition, /two:1$/);
    t.equal(await ends(deployments[0].id), 'COMPLETED');
    t.same((await log()).slice(3), ['end two', 'failed bad', 'failed bad', 'failed bad', 'begin two']);
  });

  await t.test('is replaced while its predecessor still rolls out', async (t) => {
    await register('three');
    await register('four');
    await update('three');
    const { service } = await update('four');
    t.equal(await ends(service.deployments[0].id), 'COMPLETED');
    t.equal((await log()).at(-1), 'begin four');
  });

  await t.test('replaces a task that was stopped or died only when it is gone', async (t) => {
    const running = async () => (await call('ListTasks', { cluster: 'c', serviceName: 'db' })).taskArns;
    const [former] = await running();
    await call('StopTask', { cluster: 'c', task: former });
    await until(async () => ((await log()).slice(-2).join() === 'end four,begin four' ? true : undefined));
    const { service } = await call('UpdateService', { cluster: 'c', service: 'db', forceNewDeployment: true });
    t.equal(await ends(service.deployments[0].id), 'COMPLETED');
  });

  await t.test('never had two tasks at once', async (t) => {
    t.notOk((await log()).includes('two writers'));
    t.equal(await mostAtOnce(), 1);
  });
});

t.test('a service that stops first, while ECS itself is killed', async (t) => {
  const rack = `${RACK}-killed`;
  await clean(rack);
  const mostAtOnce = await countAtOnce(t, rack, TASK_LABEL);
  const { call, kill, begin, close } = await openKillable(rack);
  t.teardown(async () => {
    close();
    await clean(rack);
  });
  const statusOf = async (task: string) =>
    (await call('DescribeTasks', { cluster: 'c', tasks: [task] })).tasks[0].lastStatus;
  const primary = async () => {
    const { services } = await call('DescribeServices', { cluster: 'c', services: ['db'] });
    return services[0].deployments[0];
  };
  const completed = (taskDefinition: RegExp) =>
    until(async () => {
      const deployment = await primary();
      return deployment.rolloutState === 'COMPLETED' && taskDefinition.test(deployment.taskDefinition)
        ? true
        : undefined;
    });
  await call('CreateCluster', { clusterName: 'c' });
  for (const family of ['one', 'two']) {
    const { container, volumes } = writer(family);
    await call('RegisterTaskDefinition', definition(family, container, { volumes }));
  }
  const deploymentConfiguration = { minimumHealthyPercent: 0, maximumPercent: 100 };
  const service = { cluster: 'c', serviceName: 'db', taskDefinition: 'one', desiredCount: 1, deploymentConfiguration };
  await call('CreateService', service);
  await completed(/one:1$/);
  const [former] = (await call('ListTasks', { cluster: 'c', serviceName: 'db' })).taskArns;
  await call('UpdateService', { cluster: 'c', service: 'db', taskDefinition: 'two' });
  await until(async () => ((await statusOf(former)) === 'STOPPING' ? true : undefined));
  await kill();
  await begin();
  await completed(/two:1$/);
  const { Mountpoint } = await docker.getVolume(`rack-${rack}.data`).inspect();
  t.equal(readFileSync(`${Mountpoint}/log`, 'utf8'), 'begin one\nend one\nbegin two\n');
  t.equal(await mostAtOnce(), 1);
});
