import { AwsError, type Input } from '../endpoint/service.ts';
import type { Ecs } from './ecs.ts';
import { wholeNumber } from './lookup.ts';
import type { EcsService, LoadBalancer, TaskDefinition } from './model.ts';
import { placementConstraintsOf } from './placement-constraints.ts';
import { checkDeploymentKind, isTrue, refuseUnserved } from './unserved.ts';

/** Members of a service that are kept and told. */
const KEPT = ['propagateTags', 'placementStrategy', 'roleArn', 'availabilityZoneRebalancing'];
const FLAGS = ['enableECSManagedTags', 'enableExecuteCommand'];

/** The settings of CreateService and UpdateService: what the request names, over what was. */
export function settingsOf(
  input: Input,
  former: Pick<
    EcsService,
    'minimumHealthyPercent' | 'maximumPercent' | 'circuitBreaker' | 'healthCheckGracePeriodSeconds' | 'rest'
  >,
) {
  checkDeploymentKind(input);
  refuseUnserved(input);
  const wanted = input.deploymentConfiguration ?? {};
  const breaker = wanted.deploymentCircuitBreaker;
  const least = wholeNumber(wanted.minimumHealthyPercent, 'minimumHealthyPercent') ?? former.minimumHealthyPercent;
  const most = wholeNumber(wanted.maximumPercent, 'maximumPercent') ?? former.maximumPercent;
  checkPercents(least, most);
  return {
    minimumHealthyPercent: least,
    maximumPercent: most,
    circuitBreaker: breaker
      ? { enable: isTrue(breaker.enable), rollback: isTrue(breaker.rollback) }
      : former.circuitBreaker,
    healthCheckGracePeriodSeconds:
      wholeNumber(input.healthCheckGracePeriodSeconds, 'healthCheckGracePeriodSeconds') ??
      former.healthCheckGracePeriodSeconds,
    rest: { ...former.rest, ...keptOf(input) },
  };
}

/** How many tasks a request wants, else how many there were: one a machine of a daemon, of which none may be named. */
export function desiredCountOf(
  input: Input,
  schedulingStrategy: EcsService['schedulingStrategy'],
  former: number | undefined,
): number | undefined {
  const wanted = wholeNumber(input.desiredCount, 'desiredCount');
  if (schedulingStrategy === 'REPLICA') return wanted ?? former;
  if (wanted === undefined) return 1;
  return refuse(
    'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
  );
}

/** The load balancers of a request, checked: each names a container, a port of it, and a target group in use. */
export async function loadBalancersOf(ecs: Ecs, input: Input[], definition: TaskDefinition): Promise<LoadBalancer[]> {
  const balancers = input.map(({ targetGroupArn, containerName, containerPort }) => ({
    targetGroupArn,
    containerName,
    containerPort: Number(containerPort),
  }));
  for (const balancer of balancers) {
    checkPort(balancer, definition);
    await checkGroup(ecs, balancer);
  }
  return balancers;
}

// Private

function keptOf(input: Input): Record<string, unknown> {
  const kept = Object.fromEntries(KEPT.flatMap((name) => (name in input ? [[name, input[name]]] : [])));
  const flags = FLAGS.flatMap((name) => (name in input ? [[name, isTrue(input[name])]] : []));
  const { placementConstraints } = input;
  return {
    ...kept,
    ...Object.fromEntries(flags),
    ...(placementConstraints && {
      placementConstraints: placementConstraintsOf(placementConstraints, 'InvalidParameterException'),
    }),
  };
}

function checkPercents(least: number, most: number): void {
  if (least === 100 && most === 100) {
    refuse('Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.');
  }
  if (most < 100 || most < least) refuse('maximumPercent must be at least 100, and not below minimumHealthyPercent.');
}

function checkPort({ containerName, containerPort }: LoadBalancer, definition: TaskDefinition): void {
  const container = definition.containers.find(({ name }) => name === containerName);
  if (!container) refuse(`The container ${containerName} does not exist in the task definition.`);
  if (container?.portMappings.some((mapping) => mapping.containerPort === containerPort)) return;
  refuse(`The container ${containerName} did not have a container port ${containerPort} defined.`);
}

async function checkGroup({ callAws }: Ecs, { targetGroupArn }: LoadBalancer): Promise<void> {
  if (!targetGroupArn) refuse('Classic load balancers are not served by this endpoint: name a targetGroupArn.');
  const answer = await callAws('elasticloadbalancing', 'DescribeTargetGroups', {
    TargetGroupArns: [targetGroupArn],
  }).catch(() => undefined);
  const [group] = answer?.TargetGroups ?? [];
  if (!group) refuse(`The target group ${targetGroupArn} does not exist.`);
  if (group.LoadBalancerArns?.length === 0) {
    refuse(`The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`);
  }
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
