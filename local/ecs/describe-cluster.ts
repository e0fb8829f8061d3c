import { counts } from './describe.ts';
import type { Ecs } from './ecs.ts';
import type { Cluster, EcsService, Task } from './model.ts';

/** A cluster as the API shows it, with what is included. */
export function describeCluster(
  { store }: Ecs,
  cluster: Cluster,
  include: readonly string[] = ['SETTINGS', 'TAGS'],
): object {
  const tasks = store.tasksIn(cluster.name);
  const services = store.servicesIn(cluster.name).filter(({ status }) => status !== 'INACTIVE');
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: cluster.status === 'ACTIVE' ? 1 : 0,
    ...counts(tasks, 'runningTasksCount', 'pendingTasksCount'),
    activeServicesCount: services.filter(({ status }) => status === 'ACTIVE').length,
    statistics: include.includes('STATISTICS') ? statistics(tasks, services) : [],
    tags: include.includes('TAGS') ? cluster.tags : [],
    settings: include.includes('SETTINGS') ? cluster.settings : [],
    capacityProviders: cluster.capacityProviders ?? [],
    defaultCapacityProviderStrategy: cluster.defaultStrategy ?? [],
  };
}

// Private

/** Tasks and services by where they run: all on container instances. */
function statistics(tasks: Task[], services: EcsService[]): object[] {
  const withStatus = (status: string) => services.filter((each) => each.status === status).length;
  const { running, pending } = counts(tasks, 'running', 'pending');
  const figures = {
    runningEC2TasksCount: running,
    runningFargateTasksCount: 0,
    pendingEC2TasksCount: pending,
    pendingFargateTasksCount: 0,
    activeEC2ServiceCount: withStatus('ACTIVE'),
    activeFargateServiceCount: 0,
    drainingEC2ServiceCount: withStatus('DRAINING'),
    drainingFargateServiceCount: 0,
  };
  return Object.entries(figures).map(([name, value]) => ({ name, value: String(value) }));
}
