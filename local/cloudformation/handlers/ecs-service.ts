import { canonical } from '../engine/diff.ts';
import type { Values } from '../template/template.ts';
import { boolean, unlessGone } from './answers.ts';
import { toCamel } from './casing.ts';
import { type Context, type Handler, HandlerFailure, type Made, type Properties } from './handler.ts';
import { until } from './pace.ts';
import { lowerTags, tagChanges } from './tags.ts';

/** AWS::ECS::Service: created and updated when the deployment that was started has finished its rollout. */
export const ecsService: Handler = {
  serves: [
    'CapacityProviderStrategy',
    'Cluster',
    'DeploymentConfiguration',
    'DeploymentController',
    'DesiredCount',
    'EnableECSManagedTags',
    'EnableExecuteCommand',
    'ForceNewDeployment',
    'HealthCheckGracePeriodSeconds',
    'LaunchType',
    'LoadBalancers',
    'PlacementConstraints',
    'PropagateTags',
    'Role',
    'SchedulingStrategy',
    'ServiceName',
    'Tags',
    'TaskDefinition',
  ],
  inert: {
    AvailabilityZoneRebalancing: 'There is one machine.',
    PlacementStrategies: 'There is one machine.',
  },
  attributes: ['Name', 'ServiceArn'],
  replacedBy: ['Cluster', 'LaunchType', 'Role', 'SchedulingStrategy', 'ServiceName'],
  async create(properties, context) {
    const arn = await context.once(async () => {
      const isDaemon = properties.SchedulingStrategy === 'DAEMON';
      const input = {
        ...(!isDaemon && { desiredCount: 1 }),
        ...apiMembers(properties),
        serviceName: nameOf(properties, context),
        clientToken: context.token,
        tags: lowerTags(context.tags(properties.Tags)),
      };
      return (await context.callAws('ecs', 'CreateService', input)).service.serviceArn;
    });
    const service = await describe(arn, properties, context);
    return rolledOut(arn, primaryOf(service), properties, context);
  },
  async update(properties, context, previous) {
    const arn = context.physicalId as string;
    const { cluster, ...members } = apiMembers(properties);
    const forced = (isMoved(previous, properties) || isForced(previous, properties)) && { forceNewDeployment: true };
    const input = { ...cleared(previous, properties), ...changeable(members), ...forced, cluster, service: arn };
    const { service } = await context.callAws('ecs', 'UpdateService', input);
    await retag(arn, properties, previous, context);
    return rolledOut(arn, primaryOf(service), properties, context);
  },
  async delete(properties, context) {
    const arn = context.physicalId as string;
    const input = { cluster: properties.Cluster, service: arn, force: true };
    await unlessGone(context.callAws('ecs', 'DeleteService', input));
    await until(context, async () => {
      const service = await describe(arn, properties, context);
      return !service || service.status === 'INACTIVE' ? true : undefined;
    });
  },
  async find(properties, context) {
    const service = await describe(nameOf(properties, context), properties, context);
    return service?.status === 'ACTIVE' ? service.serviceArn : undefined;
  },
};

// Private

/** Members that only CreateService takes. */
const FIXED = ['serviceName', 'launchType', 'role', 'schedulingStrategy', 'deploymentController', 'clientToken'];

function nameOf(properties: Properties, context: Context): string {
  return properties.ServiceName ?? context.name();
}

function apiMembers(properties: Properties): Properties {
  const { Tags: _tags, ForceNewDeployment: _forced, ...others } = properties;
  return toCamel(others) as Values;
}

function changeable(members: Properties): Properties {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !FIXED.includes(name)));
}

/** Lists that the template no longer has are emptied, as leaving them out would keep them. */
function cleared(previous: Properties, properties: Properties): Properties {
  const lists = [
    'CapacityProviderStrategy',
    'LoadBalancers',
    'ServiceRegistries',
    'PlacementConstraints',
    'PlacementStrategies',
  ];
  const dropped = lists.filter((name) => previous[name] !== undefined && properties[name] === undefined);
  return toCamel(Object.fromEntries(dropped.map((name) => [name, []]))) as Values;
}

/** Tasks go to other capacity only with a new deployment; ECS refuses the change without one. */
function isMoved(previous: Properties, properties: Properties): boolean {
  return canonical(previous.CapacityProviderStrategy) !== canonical(properties.CapacityProviderStrategy);
}

/** Asked for by a nonce that the deployment before did not have. */
function isForced(previous: Properties, { ForceNewDeployment: wanted }: Properties): boolean {
  const isNew = canonical(previous.ForceNewDeployment) !== canonical(wanted);
  return isNew && boolean(wanted?.EnableForceNewDeployment) === true;
}

async function describe(
  service: string,
  { Cluster }: Properties,
  { callAws }: Context,
): Promise<Properties | undefined> {
  const answer = await unlessGone(callAws('ecs', 'DescribeServices', { cluster: Cluster, services: [service] }));
  return answer?.services[0];
}

function primaryOf(service: Properties | undefined): string | undefined {
  return service?.deployments.find((one: Properties) => one.status === 'PRIMARY')?.id;
}

/** Waits until the deployment has taken over, or fails as its circuit breaker does. */
async function rolledOut(arn: string, id: string | undefined, properties: Properties, context: Context): Promise<Made> {
  const service = await until(context, async () => {
    const found = await describe(arn, properties, context);
    if (found?.status !== 'ACTIVE') throw new HandlerFailure(`Service ${arn} is not active any more`, 'NotStabilized');
    const deployment = found.deployments.find((one: Properties) => one.id === id);
    if (!deployment || deployment.rolloutState === 'FAILED') throw rolloutFailed(deployment, found);
    return isDone(deployment) ? found : undefined;
  });
  return { physicalId: arn, attributes: { Name: service.serviceName, ServiceArn: arn } };
}

function isDone(deployment: Properties): boolean {
  return deployment.rolloutState === 'COMPLETED' && deployment.runningCount >= deployment.desiredCount;
}

/** A deployment without a circuit breaker never fails; one that is gone was taken over by another. */
function rolloutFailed(deployment: Properties | undefined, service: Properties): HandlerFailure {
  const breaker = service.deploymentConfiguration?.deploymentCircuitBreaker?.enable;
  return new HandlerFailure(
    deployment || breaker
      ? "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'."
      : `Error occurred during operation 'The deployment of service ${service.serviceName} was replaced by another'.`,
  );
}

async function retag(resourceArn: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await callAws('ecs', 'TagResource', { resourceArn, tags: lowerTags(set) });
  if (unset.length > 0) await callAws('ecs', 'UntagResource', { resourceArn, tagKeys: unset });
}
