import { AwsError, type Input } from '../endpoint/service.ts';
import { nameIn } from './arns.ts';
import type { Ecs } from './ecs.ts';
import type { Cluster, EcsService, Task, TaskDefinition } from './model.ts';
import { historyOf } from './service-history.ts';

/** The cluster that a request names by name or ARN; `default` when it names none. */
export function findCluster({ store }: Ecs, nameOrArn: string | undefined): Cluster {
  const cluster = store.clusters.get(nameIn(nameOrArn || 'default'));
  if (cluster?.status === 'ACTIVE') return cluster;
  throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
}

/** The service that a request names, or undefined. */
export function findService({ store, arns }: Ecs, cluster: Cluster, nameOrArn: string): EcsService | undefined {
  return store.services.get(arns.service(cluster.name, nameIn(nameOrArn)));
}

/** The service of this name that is not gone; throws what AWS throws otherwise. */
export function activeService(ecs: Ecs, cluster: Cluster, nameOrArn: string): EcsService {
  const service = findService(ecs, cluster, required(nameOrArn, 'service'));
  if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  return service;
}

/** The service deployment of an ARN and its service; undefined when it is not remembered. */
export function findServiceDeployment(ecs: Ecs, arn: string) {
  const [cluster = '', name = '', id] = arn.split(':').at(-1)?.split('/').slice(1) ?? [];
  const service = ecs.store.services.get(ecs.arns.service(cluster, name));
  const entry = service && historyOf(service).find((each) => each.id === id);
  return entry && { service, entry };
}

/** What a service was, by the ARN of that revision of it. */
export function findServiceRevision(ecs: Ecs, arn: string) {
  const [cluster = '', name = '', id] = arn.split(':').at(-1)?.split('/').slice(1) ?? [];
  const service = ecs.store.services.get(ecs.arns.service(cluster, name));
  const entry = service && historyOf(service).find(({ revision }) => revision === `ecs-svc/${id}`);
  return entry && { service, entry };
}

/** The task that a request names by id or ARN, or undefined. */
export function findTask({ store, arns }: Ecs, cluster: Cluster, idOrArn: string): Task | undefined {
  return store.tasks.get(arns.task(cluster.name, nameIn(idOrArn)));
}

/** The definition named by ARN, `family:revision`, or `family` (its newest ACTIVE revision); undefined when there is none. */
export function findDefinition({ store, arns }: Ecs, named: string): TaskDefinition | undefined {
  const name = nameIn(named);
  const [family = '', revision] = name.split(':');
  if (revision !== undefined) return store.definitions.get(arns.definition(family, Number(revision)));
  const mine = store.definitionsIn(family).filter(({ status }) => status === 'ACTIVE');
  return mine.sort((a, b) => b.revision - a.revision)[0];
}

/** The definition that a service or task is to run. */
export function runnableDefinition(ecs: Ecs, named: string | undefined): TaskDefinition {
  const definition = findDefinition(ecs, required(named, 'taskDefinition'));
  if (!definition) throw new AwsError('ClientException', 'TaskDefinition not found.');
  if (definition.status !== 'ACTIVE') throw new AwsError('ClientException', 'TaskDefinition is inactive');
  return definition;
}

/** The value of a member that a request must have. */
export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined && value !== null && value !== '') return value;
  throw new AwsError('InvalidParameterException', `${member} can not be blank.`);
}

/** A whole number of a request, or undefined; throws when it is none or out of bounds. */
export function wholeNumber(value: unknown, member: string, least = 0): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least) return number;
  throw new AwsError('InvalidParameterException', `Invalid value for ${member}: ${value}.`);
}

/** One page of a listing, by `maxResults` (at most 100) and `nextToken`. */
export function page<T>(items: T[], input: Input): { items: T[]; nextToken?: string } {
  const from = Number(input.nextToken ?? 0);
  if (!Number.isInteger(from)) throw new AwsError('InvalidParameterException', 'Invalid token.');
  const to = from + Math.min(100, wholeNumber(input.maxResults, 'maxResults', 1) ?? 100);
  return { items: items.slice(from, to), ...(to < items.length && { nextToken: String(to) }) };
}
