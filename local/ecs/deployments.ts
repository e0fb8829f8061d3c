import { newDeploymentId } from './arns.ts';
import type { Deployment, EcsService, LoadBalancer } from './model.ts';
import { serviceEvent } from './service-events.ts';
import { begun, broke, goesBack, reached } from './service-history.ts';

/** Makes a new deployment the primary one of a service; the ones before it live on until their tasks are gone. */
export function deploy(service: EcsService, taskDefinition: string, loadBalancers: LoadBalancer[]): Deployment {
  const id = newDeploymentId();
  const now = Date.now();
  const deployment: Deployment = {
    id,
    status: 'PRIMARY',
    taskDefinition,
    loadBalancers,
    ...(service.strategy && { strategy: service.strategy }),
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
    crashes: 0,
    retryAt: 0,
    createdAt: now,
    updatedAt: now,
  };
  begun(service, deployment, service.deployments);
  makePrimary(service, deployment);
  return deployment;
}

/** The primary deployment has reached its aim: it is what a later one falls back to. */
export function completed(service: EcsService, deployment: Deployment): void {
  enter(deployment, 'COMPLETED', `ECS deployment ${deployment.id} completed.`);
  reached(service, deployment);
  deployment.failedTasks = 0;
  service.lastCompleted = structuredClone(deployment);
  serviceEvent(service, `(deployment ${deployment.id}) deployment completed.`);
}

/** The circuit breaker opened, and there is nothing to fall back to. */
export function failed(service: EcsService, deployment: Deployment): void {
  broke(service, deployment);
  enter(deployment, 'FAILED', 'ECS deployment circuit breaker: tasks failed to start.');
  serviceEvent(service, `(deployment ${deployment.id}) deployment failed: tasks failed to start.`);
}

/** The circuit breaker opened: back to the last deployment that completed, which keeps its id. */
export function rollBack(service: EcsService, deployment: Deployment): void {
  failed(service, deployment);
  const former = goBack(service, deployment);
  enter(former, 'IN_PROGRESS', `ECS deployment circuit breaker: rolling back to deploymentId ${former.id}.`);
}

/** Somebody stopped the deployment: back to the last one that completed, as a circuit breaker does. */
export function stopAndRollBack(service: EcsService): void {
  const deployment = service.deployments[0] as Deployment;
  enter(deployment, 'FAILED', `ECS deployment ${deployment.id} stopped by user.`);
  const former = goBack(service, deployment, 'Service deployment rolled back because it was stopped by a user.');
  enter(former, 'IN_PROGRESS', `ECS deployment stopped: rolling back to deploymentId ${former.id}.`);
}

// Private

function goBack(service: EcsService, from: Deployment, reason?: string): Deployment {
  const last = service.lastCompleted as Deployment;
  serviceEvent(service, `rolling back to deployment ${last.id}.`);
  const former = service.deployments.find(({ id }) => id === last.id) ?? structuredClone(last);
  Object.assign(former, { failedTasks: 0, crashes: 0, retryAt: 0 });
  goesBack(service, from, former, reason);
  makePrimary(service, former);
  return former;
}

function makePrimary(service: EcsService, deployment: Deployment): void {
  const others = service.deployments.filter(({ id }) => id !== deployment.id);
  for (const other of others) other.status = 'ACTIVE';
  deployment.status = 'PRIMARY';
  service.deployments = [deployment, ...others];
  service.steady = false;
}

function enter(deployment: Deployment, state: Deployment['rolloutState'], reason: string): void {
  deployment.rolloutState = state;
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = Date.now();
}
