import { Collection } from '../store/collection.ts';
import type { Database } from '../store/database.ts';
import type { CapacityProvider, Cluster, EcsService, Task, TaskDefinition } from './model.ts';

/** Everything ECS remembers, and the ways to find it without a look at everything. */
export interface Store {
  capacityProviders: Collection<CapacityProvider>;
  clusters: Collection<Cluster>;
  definitions: Collection<TaskDefinition>;
  services: Collection<EcsService>;
  tasks: Collection<Task>;
  /** A family's revisions, oldest first. */
  definitionsIn(family: string): TaskDefinition[];
  servicesIn(cluster: string): EcsService[];
  tasksIn(cluster: string): Task[];
  /** Of a service by its place (`cluster/service`), stopped ones too. */
  tasksAt(place: string): Task[];
  servicesAt(place: string): EcsService[];
  /** Several changes as one: all of them stand, or none. */
  atomically<T>(work: () => T): T;
}

/** The `ecs_*` tables of the local endpoint's database. */
export function openStore(database: Database): Store {
  for (const table of TABLES) renameBody(database, table);
  const definitions = new Collection<TaskDefinition>(database, 'ecs_task_definitions', ({ arn }) => arn);
  const services = new Collection<EcsService>(database, 'ecs_services', ({ arn }) => arn);
  const tasks = new Collection<Task>(database, 'ecs_tasks', ({ arn }) => arn);
  return {
    capacityProviders: new Collection<CapacityProvider>(database, 'ecs_capacity_providers', ({ name }) => name),
    clusters: new Collection<Cluster>(database, 'ecs_clusters', ({ name }) => name),
    definitions,
    services,
    tasks,
    definitionsIn: definitions.index(({ family }) => family),
    servicesIn: services.index(({ cluster }) => cluster),
    tasksIn: tasks.index(({ cluster }) => cluster),
    tasksAt: tasks.index(({ cluster, service }) => service && placeOf(cluster, service)),
    servicesAt: services.index(({ cluster, name }) => placeOf(cluster, name)),
    atomically: (work) => database.atomically(work),
  };
}

/** The tasks of a service that are not STOPPED yet. */
export function tasksOf(store: Store, { cluster, name }: EcsService): Task[] {
  return store.tasksAt(placeOf(cluster, name)).filter(({ lastStatus }) => lastStatus !== 'STOPPED');
}

/** The service that a task belongs to. */
export function serviceOf(store: Store, { cluster, service }: Task): EcsService | undefined {
  return service ? store.servicesAt(placeOf(cluster, service))[0] : undefined;
}

/** The definition that a task or deployment names; they never name one that does not exist. */
export function definitionOf(store: Store, arn: string): TaskDefinition {
  const definition = store.definitions.get(arn);
  if (!definition) throw new Error(`The task definition ${arn} is gone.`);
  return definition;
}

// Private

const TABLES = ['ecs_capacity_providers', 'ecs_clusters', 'ecs_task_definitions', 'ecs_services', 'ecs_tasks'];

/** Names have no slashes. */
function placeOf(cluster: string, service: string): string {
  return `${cluster}/${service}`;
}

/** Earlier versions called the column of a record differently from all other tables. */
function renameBody(database: Database, table: string): void {
  const columns = database.pragma(`table_info(${table})`) as { name: string }[];
  if (columns.some(({ name }) => name === 'body')) database.exec(`ALTER TABLE ${table} RENAME COLUMN body TO document`);
}
