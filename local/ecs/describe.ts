import { describePlacement } from './describe-capacity.ts';
import { revisionSummary, serviceDeploymentArn } from './describe-service-deployment.ts';
import type { Ecs } from './ecs.ts';
import type { Deployment, EcsService, Task, TaskContainer, TaskDefinition } from './model.ts';
import { underWay } from './service-history.ts';
import { type Store, tasksOf } from './store.ts';

/** A task definition as the API shows it. */
export function describeDefinition(definition: TaskDefinition): object {
  return {
    taskDefinitionArn: definition.arn,
    containerDefinitions: definition.containers,
    family: definition.family,
    revision: definition.revision,
    volumes: definition.volumes,
    status: definition.status,
    placementConstraints: definition.placementConstraints ?? [],
    compatibilities: ['EXTERNAL', 'EC2'],
    ...(definition.cpu && { cpu: definition.cpu }),
    ...(definition.memory && { memory: definition.memory }),
    ...definition.rest,
    registeredAt: new Date(definition.registeredAt),
    ...(definition.deregisteredAt && { deregisteredAt: new Date(definition.deregisteredAt) }),
    ...(definition.deleteRequestedAt && { deleteRequestedAt: new Date(definition.deleteRequestedAt) }),
  };
}

/** A service as the API shows it, with its deployments and events. */
export function describeService(ecs: Ecs, service: EcsService, withTags = false): object {
  const tasks = tasksOf(ecs.store, service);
  const primary = service.deployments[0] ?? service.lastCompleted;
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: ecs.arns.cluster(service.cluster),
    loadBalancers: primary?.loadBalancers ?? [],
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desiredCount,
    ...counts(tasks, 'runningCount', 'pendingCount'),
    ...describePlacement(service),
    taskDefinition: primary?.taskDefinition,
    deploymentConfiguration: {
      deploymentCircuitBreaker: service.circuitBreaker,
      maximumPercent: service.maximumPercent,
      minimumHealthyPercent: service.minimumHealthyPercent,
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
    },
    deployments: service.deployments.map((deployment) => describeDeployment(ecs.store, service, deployment)),
    events: service.events.map((event) => ({ ...event, createdAt: new Date(event.createdAt) })),
    createdAt: new Date(service.createdAt),
    ...describeCurrent(ecs, service),
    placementConstraints: [],
    placementStrategy: [],
    ...((primary?.loadBalancers.length || service.healthCheckGracePeriodSeconds > 0) && {
      healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    }),
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: { type: 'ECS' },
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    enableExecuteCommand: false,
    ...service.rest,
    ...(withTags && { tags: service.tags }),
  };
}

/** A task as the API shows it. */
export function describeTask(ecs: Ecs, task: Task, withTags = false): object {
  return {
    taskArn: task.arn,
    clusterArn: ecs.arns.cluster(task.cluster),
    taskDefinitionArn: task.definition,
    containerInstanceArn: ecs.arns.instance(task.cluster),
    attachments: [],
    attributes: [],
    availabilityZone: `${task.arn.split(':')[3]}a`,
    connectivity: 'CONNECTED',
    containers: task.containers.map((container) => describeContainer(ecs, task, container)),
    cpu: String(task.cpu),
    memory: String(task.memory),
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: task.enableExecuteCommand ?? false,
    group: task.group,
    healthStatus: healthOf(task),
    lastStatus: task.lastStatus,
    launchType: 'EC2',
    ...(task.capacityProvider && { capacityProviderName: task.capacityProvider }),
    overrides: { ...task.overrides, inferenceAcceleratorOverrides: [] },
    ...(task.startedBy && { startedBy: task.startedBy }),
    ...(task.stopCode && { stopCode: task.stopCode, stoppedReason: task.stoppedReason }),
    ...times(task),
    tags: withTags ? task.tags : [],
    version: task.version,
  };
}

/** How many of these tasks run, and how many are about to, under these names. */
export function counts(tasks: Task[], running: string, pending: string): Record<string, number> {
  const isPending = ({ lastStatus }: Task) => lastStatus === 'PROVISIONING' || lastStatus === 'PENDING';
  return {
    [running]: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    [pending]: tasks.filter(isPending).length,
  };
}

// Private

/** What is under way, and what the service's tasks are of. */
function describeCurrent(ecs: Ecs, service: EcsService): object {
  const entry = underWay(service);
  return {
    ...(entry && { currentServiceDeployment: serviceDeploymentArn(ecs, service, entry) }),
    currentServiceRevisions: service.deployments.map(({ id }) => revisionSummary(ecs, service, id)),
  };
}

function describeDeployment(store: Store, service: EcsService, deployment: Deployment): object {
  const tasks = tasksOf(store, service).filter((task) => task.deployment === deployment.id);
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition,
    desiredCount: deployment.status === 'PRIMARY' ? service.desiredCount : 0,
    ...counts(tasks, 'runningCount', 'pendingCount'),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...describePlacement(deployment),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function describeContainer(ecs: Ecs, task: Task, container: TaskContainer): object {
  const definition = ecs.store.definitions.get(task.definition)?.containers.find(({ name }) => name === container.name);
  const bindings = (definition?.portMappings ?? []).map(({ containerPort, protocol }) => ({
    bindIP: container.ip,
    containerPort,
    hostPort: containerPort,
    protocol,
  }));
  return {
    containerArn: ecs.arns.container(task.cluster, task.id, container.name),
    taskArn: task.arn,
    name: container.name,
    image: container.image,
    lastStatus: container.lastStatus,
    networkBindings: container.ip && container.lastStatus === 'RUNNING' ? bindings : [],
    networkInterfaces: [],
    healthStatus: container.health,
    cpu: String(definition?.cpu ?? 0),
    ...(definition?.memory && { memory: String(definition.memory) }),
    ...(definition?.memoryReservation && { memoryReservation: String(definition.memoryReservation) }),
    ...(container.runtimeId && { runtimeId: container.runtimeId }),
    ...(container.imageDigest && { imageDigest: container.imageDigest }),
    ...(container.exitCode !== undefined && { exitCode: container.exitCode }),
    ...(container.reason && { reason: container.reason }),
  };
}

function healthOf({ containers }: Task): string {
  const essential = containers.filter((each) => each.essential);
  if (essential.some(({ health }) => health === 'UNHEALTHY')) return 'UNHEALTHY';
  return essential.every(({ health }) => health === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN';
}

function times(task: Task): object {
  const members = {
    createdAt: task.createdAt,
    pullStartedAt: task.pullStartedAt,
    pullStoppedAt: task.pullStoppedAt,
    startedAt: task.startedAt,
    connectivityAt: task.createdAt,
    stoppingAt: task.stoppingAt,
    executionStoppedAt: task.executionStoppedAt ?? task.stoppedAt,
    stoppedAt: task.stoppedAt,
  };
  const known = Object.entries(members).flatMap(([name, time]) => (time ? [[name, new Date(time)]] : []));
  return Object.fromEntries(known);
}
