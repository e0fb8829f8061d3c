import { AwsError, type Input, type Operation } from '../../endpoint/service.ts';
import { strategyFor } from '../capacity.ts';
import { deploy } from '../deployments.ts';
import { describeService } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findService, required, runnableDefinition } from '../lookup.ts';
import type { Cluster, EcsService, StrategyItem } from '../model.ts';
import { digestOf } from '../request.ts';
import { desiredCountOf, loadBalancersOf, settingsOf } from '../service-settings.ts';
import { tagsOf } from '../tags.ts';

/** Makes a service and begins its first deployment; asked the same again, it answers with that service. */
export const createService =
  (ecs: Ecs): Operation =>
  async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const name: string = required(input.serviceName, 'serviceName');
    if (!/^[\w-]{1,255}$/.test(name)) throw new AwsError('InvalidParameterException', 'Invalid service name.');
    checkDaemon(input);
    const strategy = strategyFor(cluster, input);
    const request = digestOf(input);
    const existing = findService(ecs, cluster, name);
    if (existing?.status === 'ACTIVE' && existing.request === request) {
      return { service: describeService(ecs, existing, true) };
    }
    checkFree(existing);
    const definition = runnableDefinition(ecs, input.taskDefinition);
    const balancers = await loadBalancersOf(ecs, input.loadBalancers ?? [], definition);
    checkFree(findService(ecs, cluster, name));
    const service = { ...newService(ecs, cluster, name, input, strategy), request };
    deploy(service, definition.arn, balancers);
    ecs.store.services.save(service);
    ecs.scheduler.wake(service);
    return { service: describeService(ecs, service, true) };
  };

// Private

function newService(
  { arns }: Ecs,
  cluster: Cluster,
  name: string,
  input: Input,
  strategy: StrategyItem[] | undefined,
): EcsService {
  const isDaemon = input.schedulingStrategy === 'DAEMON';
  const former = {
    minimumHealthyPercent: isDaemon ? 0 : 100,
    maximumPercent: isDaemon ? 100 : 200,
    circuitBreaker: { enable: false, rollback: false },
    healthCheckGracePeriodSeconds: 0,
    rest: {},
  };
  return {
    arn: arns.service(cluster.name, name),
    name,
    cluster: cluster.name,
    status: 'ACTIVE',
    desiredCount: required(desiredCountOf(input, isDaemon ? 'DAEMON' : 'REPLICA', undefined), 'desiredCount'),
    schedulingStrategy: isDaemon ? 'DAEMON' : 'REPLICA',
    ...settingsOf(input, former),
    ...(strategy && { strategy }),
    deployments: [],
    events: [],
    steady: false,
    tags: tagsOf(input),
    createdAt: Date.now(),
  };
}

function checkFree(existing: EcsService | undefined): void {
  if (existing?.status === 'ACTIVE') {
    throw new AwsError('InvalidParameterException', 'Creation of service was not idempotent.');
  }
  if (existing?.status === 'DRAINING') {
    throw new AwsError('InvalidParameterException', 'Unable to Start a service that is still Draining.');
  }
}

/** A daemon is wherever there is a machine: nobody says how many of it, or where. */
function checkDaemon({ schedulingStrategy = 'REPLICA', placementStrategy }: Input): void {
  if (schedulingStrategy !== 'REPLICA' && schedulingStrategy !== 'DAEMON') {
    throw new AwsError('InvalidParameterException', `The scheduling strategy must be REPLICA or DAEMON.`);
  }
  if (schedulingStrategy === 'DAEMON' && placementStrategy?.length > 0) {
    throw new AwsError(
      'InvalidParameterException',
      'The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again',
    );
  }
}
