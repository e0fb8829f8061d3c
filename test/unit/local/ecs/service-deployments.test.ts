import t from 'tap';
import { completed, deploy, failed, rollBack } from '../../../../local/ecs/deployments.ts';
import type { Deployment, EcsService } from '../../../../local/ecs/model.ts';
import { createCluster } from '../../../../local/ecs/operations/create-cluster.ts';
import { createService } from '../../../../local/ecs/operations/create-service.ts';
import { describeServiceDeployments } from '../../../../local/ecs/operations/describe-service-deployments.ts';
import { describeServiceRevisions } from '../../../../local/ecs/operations/describe-service-revisions.ts';
import { describeServices } from '../../../../local/ecs/operations/describe-services.ts';
import { listServiceDeployments } from '../../../../local/ecs/operations/list-service-deployments.ts';
import { stopServiceDeployment } from '../../../../local/ecs/operations/stop-service-deployment.ts';
import { updateService } from '../../../../local/ecs/operations/update-service.ts';
import { openEcs, register } from './ecs.ts';

async function withService() {
  const { ecs, ask } = openEcs();
  await ask(createCluster, { clusterName: 'c' });
  await register(ecs, 'web');
  const deploymentCircuitBreaker = { enable: true, rollback: true };
  const input = { cluster: 'c', serviceName: 'web', taskDefinition: 'web', desiredCount: 1 };
  await ask(createService, { ...input, deploymentConfiguration: { deploymentCircuitBreaker } });
  const service = ecs.store.services.all()[0] as EcsService;
  const list = async (more = {}) =>
    (await ask(listServiceDeployments, { cluster: 'c', service: 'web', ...more })).serviceDeployments;
  const show = async (arn: string) =>
    (await ask(describeServiceDeployments, { serviceDeploymentArns: [arn] })).serviceDeployments[0];
  const primary = () => service.deployments[0] as Deployment;
  return { ecs, ask, service, list, show, primary };
}

t.test('a service remembers its deployments', async (t) => {
  const { ask, service, list, show, primary } = await withService();
  const [first] = await list();
  t.match(first, {
    serviceDeploymentArn: /^arn:aws:ecs:eu-west-1:000000000000:service-deployment\/c\/web\/[\w-]{21}$/,
    targetServiceRevisionArn: `arn:aws:ecs:eu-west-1:000000000000:service-revision/c/web/${primary().id.slice(8)}`,
    status: 'IN_PROGRESS',
  });
  const current = (await ask(describeServices, { cluster: 'c', services: ['web'] })).services[0];
  t.equal(current.currentServiceDeployment, first.serviceDeploymentArn);
  completed(service, primary());
  t.match((await list())[0], { status: 'SUCCESSFUL', finishedAt: Date });
  t.same(await list({ status: ['STOPPED'] }), []);
  t.match(await show(first.serviceDeploymentArn), {
    deploymentCircuitBreaker: { status: 'MONITORING_COMPLETE', failureCount: 0, threshold: 3 },
    sourceServiceRevisions: [],
  });
  const { serviceRevisions } = await ask(describeServiceRevisions, {
    serviceRevisionArns: [first.targetServiceRevisionArn],
  });
  t.match(serviceRevisions[0], { taskDefinition: /web:1$/, containerImages: [{ containerName: 'web', image: 'i' }] });
  const unknown = `${first.serviceDeploymentArn}x`;
  const { failures } = await ask(describeServiceDeployments, { serviceDeploymentArns: [unknown] });
  t.same(failures, [{ arn: unknown, reason: 'MISSING' }]);
});

t.test('a rollback is told by its reason and its end', async (t) => {
  const { ask, service, list, show, primary } = await withService();
  const old = primary();
  completed(service, old);
  await ask(updateService, { cluster: 'c', service: 'web', forceNewDeployment: true });
  const bad = primary();
  bad.failedTasks = 3;
  rollBack(service, bad);
  const [entry] = await list();
  t.match(entry, {
    status: 'ROLLBACK_IN_PROGRESS',
    statusReason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
  });
  t.match(await show(entry.serviceDeploymentArn), {
    deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3 },
    rollback: { serviceRevisionArn: new RegExp(`/${old.id.slice(8)}$`) },
  });
  completed(service, old);
  t.match((await list())[0], { status: 'ROLLBACK_SUCCESSFUL' });
});

t.test('a deployment without anything to go back to stops', async (t) => {
  const { service, list, primary } = await withService();
  failed(service, primary());
  t.match((await list())[0], { status: 'STOPPED', statusReason: /circuit breaker threshold was exceeded/ });
});

t.test('a newer deployment stops the one under way', async (t) => {
  const { service, list, primary } = await withService();
  completed(service, primary());
  deploy(service, primary().taskDefinition, []);
  deploy(service, primary().taskDefinition, []);
  const statuses = (await list()).map(({ status }: { status: string }) => status);
  t.same(statuses, ['IN_PROGRESS', 'STOPPED', 'SUCCESSFUL']);
});

t.test('a deployment is stopped on request', async (t) => {
  const { ask, service, list, primary } = await withService();
  const stop = async () => ask(stopServiceDeployment, { serviceDeploymentArn: (await list())[0].serviceDeploymentArn });
  await t.rejects(stop(), { code: 'ConflictException' }, 'not the first one: there is nothing to go back to');
  const old = primary();
  completed(service, old);
  await t.rejects(stop(), { code: 'ConflictException' }, 'nor one that is over');
  await ask(updateService, { cluster: 'c', service: 'web', forceNewDeployment: true });
  await stop();
  t.equal(primary().id, old.id);
  t.match(service.deployments[1], { rolloutState: 'FAILED' });
  t.match(service.events[0]?.message, `(service web) rolling back to deployment ${old.id}.`);
  const unknown = { serviceDeploymentArn: 'arn:aws:ecs:eu-west-1:000000000000:service-deployment/c/web/none' };
  await t.rejects(ask(stopServiceDeployment, unknown), { code: 'ServiceDeploymentNotFoundException' });
});
