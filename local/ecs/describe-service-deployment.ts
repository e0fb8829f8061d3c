import { describePlacement } from './describe-capacity.ts';
import type { Ecs } from './ecs.ts';
import type { EcsService, ServiceDeployment, TaskContainer } from './model.ts';
import { breakerThreshold } from './planner.ts';
import { isUnderWay } from './service-history.ts';
import { definitionOf, tasksOf } from './store.ts';

/** The ARN of what a service was at one of its deployments. */
export function revisionArn({ arns }: Ecs, { cluster, name }: EcsService, deployment: string): string {
  return arns.serviceRevision(cluster, name, deployment.replace('ecs-svc/', ''));
}

export function serviceDeploymentArn({ arns }: Ecs, { cluster, name }: EcsService, { id }: ServiceDeployment): string {
  return arns.serviceDeployment(cluster, name, id);
}

/** A service deployment as a listing shows it. */
export function briefServiceDeployment(ecs: Ecs, service: EcsService, entry: ServiceDeployment): object {
  return { ...common(ecs, service, entry), targetServiceRevisionArn: revisionArn(ecs, service, entry.revision) };
}

/** A service deployment as the API shows it. */
export function describeServiceDeployment(ecs: Ecs, service: EcsService, entry: ServiceDeployment): object {
  const { minimumHealthyPercent, maximumPercent, circuitBreaker } = entry.settings;
  return {
    ...common(ecs, service, entry),
    updatedAt: new Date(entry.updatedAt),
    sourceServiceRevisions: entry.sources.map((id) => revisionSummary(ecs, service, id)),
    targetServiceRevision: {
      ...revisionSummary(ecs, service, entry.revision),
      requestedTaskCount: entry.settings.desiredCount,
    },
    deploymentConfiguration: {
      deploymentCircuitBreaker: circuitBreaker,
      maximumPercent,
      minimumHealthyPercent,
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
    },
    deploymentCircuitBreaker: {
      status: breakerStatus(entry),
      failureCount: failuresOf(service, entry),
      threshold: breakerThreshold(entry.settings.desiredCount),
    },
    ...(entry.rollback && { rollback: describeRollback(ecs, service, entry.rollback) }),
  };
}

/** What a service was at one of its deployments. */
export function describeServiceRevision(ecs: Ecs, service: EcsService, entry: ServiceDeployment): object {
  const [task] = tasksOf(ecs.store, service).filter(({ deployment }) => deployment === entry.revision);
  const digestOf = (name: string) => task?.containers.find((each: TaskContainer) => each.name === name)?.imageDigest;
  const { containers } = definitionOf(ecs.store, entry.taskDefinition);
  return {
    serviceRevisionArn: revisionArn(ecs, service, entry.revision),
    serviceArn: service.arn,
    clusterArn: ecs.arns.cluster(service.cluster),
    taskDefinition: entry.taskDefinition,
    ...describePlacement(entry),
    loadBalancers: entry.loadBalancers,
    serviceRegistries: [],
    containerImages: containers.map(({ name, image }) => {
      const imageDigest = digestOf(name);
      return { containerName: name, image, ...(imageDigest && { imageDigest }) };
    }),
    guardDutyEnabled: false,
    createdAt: new Date(entry.createdAt),
  };
}

/** How many tasks run of what a service was at one of its deployments. */
export function revisionSummary(ecs: Ecs, service: EcsService, deployment: string) {
  const tasks = tasksOf(ecs.store, service).filter((task) => task.deployment === deployment);
  const isPrimary = service.deployments[0]?.id === deployment;
  return {
    arn: revisionArn(ecs, service, deployment),
    requestedTaskCount: isPrimary ? service.desiredCount : 0,
    runningTaskCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTaskCount: tasks.filter(({ lastStatus }) => lastStatus === 'PROVISIONING' || lastStatus === 'PENDING')
      .length,
  };
}

// Private

function common(ecs: Ecs, service: EcsService, entry: ServiceDeployment) {
  return {
    serviceDeploymentArn: serviceDeploymentArn(ecs, service, entry),
    serviceArn: service.arn,
    clusterArn: ecs.arns.cluster(service.cluster),
    createdAt: new Date(entry.createdAt),
    startedAt: new Date(entry.createdAt),
    ...(entry.finishedAt && { finishedAt: new Date(entry.finishedAt) }),
    ...(entry.status === 'STOPPED' && { stoppedAt: new Date(entry.updatedAt) }),
    status: entry.status,
    ...(entry.statusReason && { statusReason: entry.statusReason }),
  };
}

function breakerStatus(entry: ServiceDeployment): string {
  if (!entry.settings.circuitBreaker.enable) return 'DISABLED';
  if (entry.isBroken) return 'TRIGGERED';
  return isUnderWay(entry) ? 'MONITORING' : 'MONITORING_COMPLETE';
}

function failuresOf({ deployments }: EcsService, { revision, failures, status }: ServiceDeployment): number {
  if (status !== 'IN_PROGRESS') return failures;
  return deployments.find(({ id }) => id === revision)?.failedTasks ?? failures;
}

function describeRollback(ecs: Ecs, service: EcsService, rollback: NonNullable<ServiceDeployment['rollback']>): object {
  const { reason, startedAt, revision } = rollback;
  return { reason, startedAt: new Date(startedAt), serviceRevisionArn: revisionArn(ecs, service, revision) };
}
