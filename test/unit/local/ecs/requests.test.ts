import t from 'tap';
import { createCluster } from '../../../../local/ecs/operations/create-cluster.ts';
import { createService } from '../../../../local/ecs/operations/create-service.ts';
import { deleteTaskDefinitions } from '../../../../local/ecs/operations/delete-task-definitions.ts';
import { deregisterTaskDefinition } from '../../../../local/ecs/operations/deregister-task-definition.ts';
import { describeClusters } from '../../../../local/ecs/operations/describe-clusters.ts';
import { listAccountSettings } from '../../../../local/ecs/operations/list-account-settings.ts';
import { listAttributes } from '../../../../local/ecs/operations/list-attributes.ts';
import { listServicesByNamespace } from '../../../../local/ecs/operations/list-services-by-namespace.ts';
import { listTaskDefinitionFamilies } from '../../../../local/ecs/operations/list-task-definition-families.ts';
import { listTaskDefinitions } from '../../../../local/ecs/operations/list-task-definitions.ts';
import { putAccountSetting } from '../../../../local/ecs/operations/put-account-setting.ts';
import { updateCluster } from '../../../../local/ecs/operations/update-cluster.ts';
import { updateClusterSettings } from '../../../../local/ecs/operations/update-cluster-settings.ts';
import { updateContainerInstancesState } from '../../../../local/ecs/operations/update-container-instances-state.ts';
import { updateService } from '../../../../local/ecs/operations/update-service.ts';
import type { Input } from '../../../../local/endpoint/service.ts';
import { openEcs, register } from './ecs.ts';

const invalid = (message: RegExp) => ({ code: 'InvalidParameterException', message });
const clientError = (message: RegExp) => ({ code: 'ClientException', message });

async function withCluster() {
  const opened = openEcs();
  await opened.ask(createCluster, { clusterName: 'c', tags: [{ key: 'a', value: '1' }] });
  return opened;
}

t.test('families and revisions', async (t) => {
  const { ecs, ask } = openEcs();
  const families = async (input: Input = {}) => (await ask(listTaskDefinitionFamilies, input)).families;
  const revisions = async (input: Input = {}) =>
    (await ask(listTaskDefinitions, input)).taskDefinitionArns.map((arn: string) => arn.split('/').at(-1));
  for (const family of ['web', 'web', 'webhook', 'job']) await register(ecs, family);
  t.same(await families(), ['job', 'web', 'webhook']);
  t.same(await families({ familyPrefix: 'web', maxResults: 1 }), ['web']);
  t.same(await revisions({ familyPrefix: 'web' }), ['web:1', 'web:2'], 'a prefix is a whole name here');
  t.same(await revisions({ sort: 'DESC' }), ['webhook:1', 'web:2', 'web:1', 'job:1']);
  await ask(deregisterTaskDefinition, { taskDefinition: 'job:1' });
  t.same(await families({ status: 'ACTIVE' }), ['web', 'webhook']);
  t.same(await families({ status: 'INACTIVE' }), ['job']);
  t.same(await revisions({ status: 'INACTIVE' }), ['job:1']);
  await t.rejects(ask(listTaskDefinitions, { status: 'GONE' }), invalid(/status should be one of/));
});

t.test('revisions are deleted when they are INACTIVE', async (t) => {
  const { ecs, ask } = await withCluster();
  for (const family of ['web', 'web']) await register(ecs, family);
  await ask(deregisterTaskDefinition, { taskDefinition: 'web:1' });
  const asked = ['web:1', 'web:2', 'web:9', 'web'];
  const { taskDefinitions, failures } = await ask(deleteTaskDefinitions, { taskDefinitions: asked });
  t.match(taskDefinitions, [{ revision: 1, status: 'DELETE_IN_PROGRESS', deleteRequestedAt: Date }]);
  t.match(failures, [
    { arn: /web:2$/, reason: /still in ACTIVE status/ },
    { arn: /web:9$/, reason: /does not exist/ },
    { arn: 'web', reason: /identifier is invalid/ },
  ]);
  await t.rejects(ask(deleteTaskDefinitions), invalid(/must be greater than 0/));
  const run = { cluster: 'c', serviceName: 's', desiredCount: 1, taskDefinition: 'web:1' };
  await t.rejects(ask(createService, run), clientError(/^TaskDefinition is inactive$/));
  t.match(await register(ecs, 'web'), { taskDefinition: { revision: 3 } }, 'numbers are not given again');
});

t.test('a service asked for again is the same, or refused', async (t) => {
  const { ecs, ask } = await withCluster();
  await register(ecs, 'web');
  const input = { cluster: 'c', serviceName: 'web', taskDefinition: 'web', desiredCount: 1 };
  const { service } = await ask(createService, { ...input, clientToken: 'a' });
  const again = await ask(createService, { clientToken: 'b', ...input });
  t.equal(again.service.deployments[0].id, service.deployments[0].id);
  const different = invalid(/^Creation of service was not idempotent\.$/);
  await t.rejects(ask(createService, { ...input, desiredCount: 2 }), different);
  await ask(updateService, { cluster: 'c', service: 'web', desiredCount: 3 });
  await t.rejects(ask(createService, input), different, 'it is not any more as it was asked for');
});

t.test('deployments that are not rolling updates are refused', async (t) => {
  const { ecs, ask } = await withCluster();
  await register(ecs, 'web');
  const create = (more: Input) =>
    ask(createService, { cluster: 'c', serviceName: 'web', taskDefinition: 'web', desiredCount: 1, ...more });
  const configured = (deploymentConfiguration: Input) => create({ deploymentConfiguration });
  await t.rejects(create({ deploymentController: { type: 'CODE_DEPLOY' } }), invalid(/CODE_DEPLOY is not served/));
  await t.rejects(configured({ strategy: 'BLUE_GREEN' }), invalid(/BLUE_GREEN is not served.*use ROLLING/));
  await t.rejects(configured({ bakeTimeInMinutes: 5 }), invalid(/bakeTimeInMinutes/));
  const alarms = { enable: true, rollback: true, alarmNames: ['a'] };
  await t.rejects(configured({ alarms }), invalid(/no CloudWatch: use the circuit breaker/));
  await t.rejects(configured({ lifecycleHooks: [{}] }), invalid(/lifecycleHooks/));
  await t.rejects(
    configured({ minimumHealthyPercent: 100, maximumPercent: 100 }),
    invalid(/^Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments\.$/),
  );
  await t.rejects(create({ serviceRegistries: [{ registryArn: 'x' }] }), invalid(/serviceRegistries is not served/));
  t.match(await configured({ strategy: 'ROLLING', bakeTimeInMinutes: 0, alarms: { enable: false } }), {
    service: { deploymentConfiguration: { strategy: 'ROLLING', bakeTimeInMinutes: 0 } },
  });
});

t.test('task definitions: dependencies, restarts, placement', async (t) => {
  const { ecs } = openEcs();
  const job = { name: 'job', image: 'i', memory: 64, essential: false };
  const web = (dependsOn: Input, other: Input = job) =>
    register(
      ecs,
      'web',
      {},
      {
        containerDefinitions: [other, { name: 'web', image: 'i', memory: 64, dependsOn: [dependsOn] }],
      },
    );
  const refused = (answer: () => unknown, message: RegExp) => t.throws(answer, clientError(message));
  refused(() => web({ containerName: 'job', condition: 'READY' }), /dependsOn condition READY is not valid/);
  refused(() => web({ containerName: 'job', condition: 'HEALTHY' }), /has no health check/);
  refused(() => web({ containerName: 'job', condition: 'SUCCESS' }, { ...job, essential: true }), /is essential/);
  refused(() => web({ containerName: 'none', condition: 'START' }), /unknown container 'none'/);
  t.ok(web({ containerName: 'job', condition: 'SUCCESS' }));
  const short = { restartPolicy: { enabled: true, restartAttemptPeriod: 10 } };
  refused(() => register(ecs, 'web', short), /restartAttemptPeriod must be from 60 to 1800/);
  refused(() => register(ecs, 'web', {}, { pidMode: 'task' }), /pidMode task is not served/);
  const distinct = { placementConstraints: [{ type: 'distinctInstance' }] };
  refused(() => register(ecs, 'web', {}, distinct), /distinctInstance is not valid here/);
  const secrets = [{ name: 'A', valueFrom: 'a' }];
  refused(() => register(ecs, 'web', { secrets, environment: [{ name: 'A', value: '1' }] }), /must be unique.*'A'/);
  const restartPolicy = { enabled: 'true', restartAttemptPeriod: '60' };
  t.match(register(ecs, 'web', { restartPolicy }), {
    taskDefinition: { containerDefinitions: [{ restartPolicy: { enabled: true, restartAttemptPeriod: 60 } }] },
  });
});

t.test('clusters show what is included', async (t) => {
  const { ask } = await withCluster();
  const show = async (include?: string[]) => (await ask(describeClusters, { clusters: ['c'], include })).clusters[0];
  const { settings: none, tags, statistics } = await show();
  t.same([none, tags, statistics], [[], [], []]);
  t.match(await show(['TAGS', 'SETTINGS', 'STATISTICS']), {
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    tags: [{ key: 'a' }],
    statistics: [{ name: 'runningEC2TasksCount', value: '0' }],
  });
  const settings = [{ name: 'containerInsights', value: 'enabled' }];
  t.match(await ask(updateCluster, { cluster: 'c', settings }), { cluster: { settings } });
  t.match(await ask(updateClusterSettings, { cluster: 'c', settings }), { cluster: { settings } });
  await t.rejects(ask(updateCluster, { cluster: 'c', settings: [{ name: 'x', value: 'y' }] }), invalid(/not valid/));
  const configuration = { executeCommandConfiguration: { logging: 'DEFAULT' } };
  await t.rejects(ask(updateCluster, { cluster: 'c', configuration }), invalid(/configuration is not served/));
  await t.rejects(ask(updateCluster, { cluster: 'none' }), { code: 'ClusterNotFoundException' });
});

t.test('this machine', async (t) => {
  const { ecs, ask } = await withCluster();
  const targetType = 'container-instance';
  const { attributes } = await ask(listAttributes, { cluster: 'c', targetType, attributeName: 'ecs.os-type' });
  t.match(attributes, [{ name: 'ecs.os-type', value: 'linux', targetId: ecs.arns.instance('c') }]);
  await t.rejects(ask(listAttributes, { cluster: 'c', targetType: 'x' }), invalid(/targetType/));
  const drain = { cluster: 'c', containerInstances: [ecs.arns.instance('c')], status: 'DRAINING' };
  await t.rejects(ask(updateContainerInstancesState, drain), invalid(/only container instance/));
  const namespace = ask(() => listServicesByNamespace(), { namespace: 'n' });
  await t.rejects(namespace, { code: 'NamespaceNotFoundException' });
});

t.test('account settings', async (t) => {
  const { ask } = openEcs();
  t.same((await ask(listAccountSettings)).settings, [], 'nobody has set any');
  const { settings } = await ask(listAccountSettings, { name: 'taskLongArnFormat', effectiveSettings: true });
  t.match(settings, [{ name: 'taskLongArnFormat', value: 'enabled', principalArn: /:root$/ }]);
  const put = (value: string) => ask(putAccountSetting, { name: 'taskLongArnFormat', value });
  t.match(await put('enabled'), { setting: { value: 'enabled' } });
  await t.rejects(put('disabled'), invalid(/stays so/));
  await t.rejects(ask(listAccountSettings, { name: 'x' }), invalid(/^unknown should be one of/));
});
