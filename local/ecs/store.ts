import type { Database } from '../store/database.ts';
import { Collection } from './collection.ts';
import type { CapacityProvider, Cluster, EcsService, Task, TaskDefinition } from './model.ts';

/** Everything ECS remembers. */
export interface Store {
  capacityProviders: Collection<CapacityProvider>;
  clusters: Collection<Cluster>;
  definitions: Collection<TaskDefinition>;
  services: Collection<EcsService>;
  tasks: Collection<Task>;
}

/** The `ecs_*` tables of the local endpoint's database. */
export function openStore(database: Database): Store {
  return {
    capacityProviders: new Collection<CapacityProvider>(database, 'ecs_capacity_providers', ({ name }) => name),
    clusters: new Collection<Cluster>(database, 'ecs_clusters', (cluster) => cluster.name),
    definitions: new Collection<TaskDefinition>(database, 'ecs_task_definitions', (definition) => definition.arn),
    services: new Collection<EcsService>(database, 'ecs_services', (service) => service.arn),
    tasks: new Collection<Task>(database, 'ecs_tasks', (task) => task.arn),
  };
}

/** The tasks of a service that are not STOPPED yet. */
export function tasksOf(store: Store, service: EcsService): Task[] {
  const mine = (task: Task) => task.service === service.name && task.cluster === service.cluster;
  return store.tasks.all().filter((task) => mine(task) && task.lastStatus !== 'STOPPED');
}

/** The service that a task belongs to. */
export function serviceOf(store: Store, task: Task): EcsService | undefined {
  if (!task.service) return undefined;
  return store.services.all().find((each) => each.name === task.service && each.cluster === task.cluster);
}

/** The definition that a task or deployment names; they never name one that does not exist. */
export function definitionOf(store: Store, arn: string): TaskDefinition {
  const definition = store.definitions.get(arn);
  if (!definition) throw new Error(`The task definition ${arn} is gone.`);
  return definition;
}
