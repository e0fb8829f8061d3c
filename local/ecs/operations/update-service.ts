import type { Input, Operation } from '../../endpoint/service.ts';
import { deploy } from '../deployments.ts';
import { describeService } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { activeService, findCluster, runnableDefinition, wholeNumber } from '../lookup.ts';
import type { Deployment, EcsService } from '../model.ts';
import { loadBalancersOf, settingsOf } from '../service-settings.ts';

/** Changes a service; another task definition, other load balancers or `forceNewDeployment` begin a deployment. */
export const updateService =
  (ecs: Ecs): Operation =>
  async (input) => {
    const service = activeService(ecs, findCluster(ecs, input.cluster), input.service);
    const primary = service.deployments[0] as Deployment;
    const wanted = await wantedDeployment(ecs, input, primary);
    Object.assign(service, settingsOf(input, service));
    service.desiredCount = desiredCount(input, service);
    service.steady = false;
    if (input.forceNewDeployment || differs(wanted, primary)) {
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

function desiredCount(input: Input, { desiredCount: former, schedulingStrategy }: EcsService): number {
  if (schedulingStrategy === 'DAEMON') return former;
  return wholeNumber(input.desiredCount, 'desiredCount') ?? former;
}
