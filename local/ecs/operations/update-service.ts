import { AwsError, type Input, type Operation } from '../../endpoint/service.ts';
import { strategyFor } from '../capacity.ts';
import { deploy } from '../deployments.ts';
import { describeService } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { activeService, findCluster, runnableDefinition } from '../lookup.ts';
import type { Deployment, EcsService, StrategyItem } from '../model.ts';
import { desiredCountOf, loadBalancersOf, settingsOf } from '../service-settings.ts';
import { isTrue } from '../unserved.ts';

/** Changes a service; another task definition, other load balancers or `forceNewDeployment` begin a deployment. */
export const updateService =
  (ecs: Ecs): Operation =>
  async (input) => {
    const service = activeService(ecs, findCluster(ecs, input.cluster), input.service);
    const primary = service.deployments[0] as Deployment;
    const wanted = await wantedDeployment(ecs, input, primary);
    const strategy = wantedStrategy(ecs, input, service);
    const desiredCount = desiredCountOf(input, service.schedulingStrategy, service.desiredCount);
    Object.assign(service, settingsOf(input, service));
    Object.assign(service, { desiredCount, strategy, request: undefined });
    service.steady = false;
    if (isTrue(input.forceNewDeployment) || differs(wanted, primary)) {
      deploy(service, wanted.taskDefinition, wanted.loadBalancers);
    }
    ecs.store.services.save(service);
    ecs.scheduler.wake(service);
    return { service: describeService(ecs, service, true) };
  };

// Private

type Wanted = Pick<Deployment, 'taskDefinition' | 'loadBalancers'>;

async function wantedDeployment(ecs: Ecs, input: Input, primary: Deployment): Promise<Wanted> {
  if (!input.taskDefinition && !input.loadBalancers) return primary;
  const definition = runnableDefinition(ecs, input.taskDefinition ?? primary.taskDefinition);
  const loadBalancers = input.loadBalancers
    ? await loadBalancersOf(ecs, input.loadBalancers, definition)
    : primary.loadBalancers;
  return { taskDefinition: definition.arn, loadBalancers };
}

function differs(wanted: Wanted, primary: Deployment): boolean {
  if (wanted.taskDefinition !== primary.taskDefinition) return true;
  return JSON.stringify(wanted.loadBalancers) !== JSON.stringify(primary.loadBalancers);
}

/** Where the service is to run from now on: an empty strategy goes back to the launch type. */
function wantedStrategy(ecs: Ecs, input: Input, service: EcsService): StrategyItem[] | undefined {
  if (!input.capacityProviderStrategy) return service.strategy;
  const cluster = findCluster(ecs, service.cluster);
  const isNone = input.capacityProviderStrategy.length === 0;
  const strategy = isNone
    ? undefined
    : strategyFor(cluster, { ...input, schedulingStrategy: service.schedulingStrategy });
  if (!isTrue(input.forceNewDeployment) && JSON.stringify(strategy) !== JSON.stringify(service.strategy)) {
    throw new AwsError(
      'InvalidParameterException',
      'When switching from launch type to capacity provider strategy on an existing service, or making a change to a ' +
        'capacity provider strategy on a service that is already using one, you must force a new deployment.',
    );
  }
  return strategy;
}
