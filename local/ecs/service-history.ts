import { randomBytes } from 'node:crypto';
import type { Deployment, EcsService, ServiceDeployment } from './model.ts';

/** As many service deployments as are remembered; AWS remembers those of 90 days. */
const KEPT = 20;
const UNDER_WAY = ['IN_PROGRESS', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'];
const BROKEN = 'Service deployment rolled back because the circuit breaker threshold was exceeded.';

/** A service's deployments, newest first; those before an earlier version of this endpoint learned to remember them are unknown. */
export function historyOf({ history = [] }: EcsService): ServiceDeployment[] {
  return history;
}

/** The service deployment that is under way, if any. */
export function underWay(service: EcsService): ServiceDeployment | undefined {
  return historyOf(service).find(isUnderWay);
}

export function isUnderWay({ status }: ServiceDeployment): boolean {
  return UNDER_WAY.includes(status);
}

/** Notes that a deployment begins: one that was under way is stopped by it. */
export function begun(service: EcsService, deployment: Deployment, sources: Deployment[]): void {
  const former = underWay(service);
  if (former) end(former, 'STOPPED');
  const { minimumHealthyPercent, maximumPercent, circuitBreaker, desiredCount } = service;
  const entry: ServiceDeployment = {
    id: randomBytes(16).toString('base64url').slice(0, 21),
    revision: deployment.id,
    sources: sources.map(({ id }) => id),
    taskDefinition: deployment.taskDefinition,
    loadBalancers: deployment.loadBalancers,
    ...(deployment.strategy && { strategy: deployment.strategy }),
    status: 'IN_PROGRESS',
    settings: { minimumHealthyPercent, maximumPercent, circuitBreaker, desiredCount },
    failures: 0,
    createdAt: deployment.createdAt,
    updatedAt: deployment.createdAt,
  };
  service.history = [entry, ...historyOf(service)].slice(0, KEPT);
}

/** Notes that a deployment has reached its aim, or that a rollback to it has. */
export function reached(service: EcsService, { id, failedTasks }: Deployment): void {
  const entry = underWay(service);
  if (!entry) return;
  if (entry.revision === id) entry.failures = failedTasks;
  end(entry, entry.revision === id ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL');
}

/** Notes that the circuit breaker has given a deployment up. */
export function broke(service: EcsService, { id, failedTasks }: Deployment): void {
  const entry = underWay(service);
  if (entry?.revision !== id) return;
  Object.assign(entry, { failures: failedTasks, isBroken: true });
  end(entry, 'STOPPED', BROKEN.replace('rolled back', 'stopped'));
}

/** Notes that a deployment goes back to a former one. */
export function goesBack(service: EcsService, from: Deployment, to: Deployment, reason: string = BROKEN): void {
  const entry = historyOf(service).find(({ revision }) => revision === from.id);
  if (!entry) return;
  const now = Date.now();
  Object.assign(entry, { status: 'ROLLBACK_IN_PROGRESS', statusReason: reason, updatedAt: now, finishedAt: undefined });
  entry.rollback = { reason, startedAt: now, revision: to.id };
}

// Private

function end(entry: ServiceDeployment, status: ServiceDeployment['status'], reason?: string): void {
  const now = Date.now();
  Object.assign(entry, { status, updatedAt: now, finishedAt: now, ...(reason && { statusReason: reason }) });
}
