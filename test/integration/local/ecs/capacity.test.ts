import t from 'tap';
import type { CallAws, Input } from '../../../../local/endpoint/service.ts';
import { createBalancer } from './balancer.ts';
import { clean, config, definition, openEcs, until } from './rack.ts';

const RACK = 't-ecs-capacity';
const quiet = { info: () => {}, error: (message: string, cause?: unknown) => t.comment(message, String(cause)) };
const GROUP_ARN = 'arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:0:autoScalingGroupName/';

/** Auto Scaling with two groups: `safe`, which protects its instances from scale-in, and `bare`, which does not. */
function withGroups(rest: CallAws): CallAws {
  return async (service, operation, input) => {
    if (service !== 'autoscaling') return rest(service, operation, input);
    const names = (input.AutoScalingGroupNames as string[]).filter((name) => ['safe', 'bare', 'other'].includes(name));
    const describe = (name: string) => ({
      AutoScalingGroupName: name,
      AutoScalingGroupARN: `${GROUP_ARN}${name}`,
      NewInstancesProtectedFromScaleIn: name !== 'bare',
    });
    return { AutoScalingGroups: names.map(describe) };
  };
}

t.test('capacity providers', async (t) => {
  await clean(RACK);
  const { ecs, call } = openEcs(config(RACK), withGroups(createBalancer().call), quiet, 0);
  await ecs.start();
  t.teardown(async () => {
    await ecs.stop();
    await clean(RACK);
  });
  const provider = (name: string, group: string, more: Input = {}) =>
    call('CreateCapacityProvider', { name, autoScalingGroupProvider: { autoScalingGroupArn: group, ...more } });
  const refused = (answer: Promise<unknown>, code: string, message: RegExp) => t.rejects(answer, { code, message });
  const shown = async (name: string) =>
    (await call('DescribeServices', { cluster: 'c', services: [name] })).services[0];
  const create = (serviceName: string, more: Input) =>
    call('CreateService', { cluster: 'c', serviceName, taskDefinition: 'job', desiredCount: 0, ...more });
  await call('CreateCluster', { clusterName: 'c' });
  await call('RegisterTaskDefinition', definition('job', { command: ['sleep', '100'] }));

  await t.test('are made of Auto Scaling groups', async (t) => {
    const managed = {
      managedScaling: { status: 'ENABLED', targetCapacity: 90 },
      managedTerminationProtection: 'ENABLED',
    };
    const { capacityProvider } = await provider('p', 'safe', managed);
    t.match(capacityProvider, {
      capacityProviderArn: 'arn:aws:ecs:eu-west-1:000000000000:capacity-provider/p',
      status: 'ACTIVE',
      autoScalingGroupProvider: {
        autoScalingGroupArn: `${GROUP_ARN}safe`,
        managedScaling: { status: 'ENABLED', targetCapacity: 90, minimumScalingStepSize: 1, instanceWarmupPeriod: 300 },
        managedTerminationProtection: 'ENABLED',
        managedDraining: 'ENABLED',
      },
    });
    const { capacityProviders, failures } = await call('DescribeCapacityProviders', { capacityProviders: ['p', 'q'] });
    t.equal(capacityProviders.length, 1);
    t.match(failures, [{ arn: /capacity-provider\/q$/, reason: 'MISSING' }]);
  });

  await t.test('that cannot be are refused', async () => {
    await refused(provider('p', 'bare'), 'ClientException', /already exists/);
    await refused(provider('q', `${GROUP_ARN}safe`), 'ClientException', /already being used by another/);
    await refused(provider('q', 'none'), 'ClientException', /Auto Scaling group ARN is invalid/);
    await refused(provider('aws-q', 'bare'), 'ClientException', /cannot be prefixed with "aws"/);
    const protectedly = { managedScaling: { status: 'ENABLED' }, managedTerminationProtection: 'ENABLED' };
    await refused(provider('q', 'bare', protectedly), 'ClientException', /instance protection from scale in enabled/);
    const unscaled = { managedTerminationProtection: 'ENABLED' };
    await refused(provider('q', 'other', unscaled), 'ClientException', /managed scaling must be enabled/);
  });

  await t.test('are changed in their settings', async (t) => {
    const { capacityProvider } = await call('UpdateCapacityProvider', {
      name: 'p',
      autoScalingGroupProvider: { managedScaling: { targetCapacity: 100 }, managedDraining: 'DISABLED' },
    });
    t.match(capacityProvider, {
      updateStatus: 'UPDATE_COMPLETE',
      autoScalingGroupProvider: {
        managedScaling: { status: 'ENABLED', targetCapacity: 100 },
        managedTerminationProtection: 'ENABLED',
        managedDraining: 'DISABLED',
      },
    });
  });

  await t.test('belong to clusters', async (t) => {
    await provider('spot', 'other');
    const put = (capacityProviders: string[], defaultCapacityProviderStrategy: Input[]) =>
      call('PutClusterCapacityProviders', { cluster: 'c', capacityProviders, defaultCapacityProviderStrategy });
    await refused(put(['nobody'], []), 'InvalidParameterException', /capacity provider was not found/);
    await refused(
      put(['p'], [{ capacityProvider: 'spot' }]),
      'InvalidParameterException',
      /not associated with the cluster/,
    );
    await put(['p'], [{ capacityProvider: 'p' }]);
    await refused(create('x', {}), 'InvalidParameterException', /no capacity providers with a weight value greater/);
    const { cluster } = await put(['p', 'spot'], [{ capacityProvider: 'p', weight: 1 }]);
    t.same(cluster.capacityProviders, ['p', 'spot']);
    t.same(cluster.defaultCapacityProviderStrategy, [{ capacityProvider: 'p', weight: 1, base: 0 }]);
  });

  await t.test('take services by their strategy, or by the default one', async (t) => {
    const strategy = [{ capacityProvider: 'spot', weight: 2, base: 1 }];
    await create('own', { capacityProviderStrategy: strategy });
    t.same((await shown('own')).capacityProviderStrategy, strategy);
    t.equal((await shown('own')).launchType, undefined);
    t.same((await shown('own')).deployments[0].capacityProviderStrategy, strategy);
    await create('default', {});
    t.same((await shown('default')).capacityProviderStrategy, [{ capacityProvider: 'p', weight: 1, base: 0 }]);
    await create('typed', { launchType: 'EC2' });
    t.match(await shown('typed'), { launchType: 'EC2', deployments: [{ launchType: 'EC2' }] });
    t.equal((await shown('typed')).capacityProviderStrategy, undefined);
    await refused(
      create('both', { launchType: 'EC2', capacityProviderStrategy: strategy }),
      'InvalidParameterException',
      /^Specifying both a launch type and capacity provider strategy is not supported\. Remove one and try again\.$/,
    );
    const unknown = [{ capacityProvider: 'nobody', weight: 1 }];
    await refused(create('un', { capacityProviderStrategy: unknown }), 'InvalidParameterException', /not associated/);
    await refused(create('far', { launchType: 'FARGATE' }), 'InvalidParameterException', /FARGATE is not served/);
  });

  await t.test('are changed by UpdateService only with a new deployment', async (t) => {
    const to = (capacityProviderStrategy: Input[], more: Input = {}) =>
      call('UpdateService', { cluster: 'c', service: 'typed', capacityProviderStrategy, ...more });
    const strategy = [{ capacityProvider: 'p', weight: 1, base: 0 }];
    await refused(to(strategy), 'InvalidParameterException', /you must force a new deployment/);
    await to(strategy, { forceNewDeployment: true });
    t.same((await shown('typed')).capacityProviderStrategy, strategy);
    await to(strategy);
    await to([], { forceNewDeployment: true });
    t.equal((await shown('typed')).launchType, 'EC2');
  });

  await t.test('have no daemons', async () => {
    const daemon = { schedulingStrategy: 'DAEMON', desiredCount: undefined };
    const message =
      /^Specifying a capacity provider strategy is not supported when you create a service using the DAEMON/;
    await refused(create('d', daemon), 'InvalidParameterException', message);
  });

  await t.test('are told by their tasks', async (t) => {
    const { tasks } = await call('RunTask', { cluster: 'c', taskDefinition: 'job' });
    t.match(tasks, [{ capacityProviderName: 'p' }]);
    const { tasks: typed } = await call('RunTask', { cluster: 'c', taskDefinition: 'job', launchType: 'EC2' });
    t.equal(typed[0].capacityProviderName, undefined);
    for (const { taskArn } of [...tasks, ...typed]) await call('StopTask', { cluster: 'c', task: taskArn });
  });

  await t.test('stay while they are in use', async (t) => {
    const put = (capacityProviders: string[]) =>
      call('PutClusterCapacityProviders', { cluster: 'c', capacityProviders, defaultCapacityProviderStrategy: [] });
    const remove = async (name: string) =>
      (await call('DeleteCapacityProvider', { capacityProvider: name })).capacityProvider;
    await refused(
      put(['p']),
      'ResourceInUseException',
      /^The specified capacity provider is in use and cannot be removed\.$/,
    );
    t.match(await remove('spot'), {
      status: 'ACTIVE',
      updateStatus: 'DELETE_FAILED',
      updateStatusReason: /cluster: c/,
    });
    for (const service of ['own', 'default', 'typed']) await call('DeleteService', { cluster: 'c', service });
    await until(async () => (await put([]).catch(() => undefined)) && true);
    t.match(await remove('spot'), { status: 'INACTIVE', updateStatus: 'DELETE_COMPLETE' });
    await refused(remove('spot'), 'InvalidParameterException', /was not found/);
    await until(async () => (await call('DeleteCluster', { cluster: 'c' }).catch(() => undefined)) && true);
  });
});
