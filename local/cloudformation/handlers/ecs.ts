import type { Values } from '../template/template.ts';
import { unlessGone } from './answers.ts';
import { toCamel } from './casing.ts';
import { capacityProvider, clusterCapacity } from './ecs-capacity.ts';
import { ecsService } from './ecs-service.ts';
import type { Context, Handler, HandlerTable, Made, Properties } from './handler.ts';
import { isOurs, lowerTags, tagChanges } from './tags.ts';

const cluster: Handler = {
  serves: ['CapacityProviders', 'ClusterName', 'ClusterSettings', 'DefaultCapacityProviderStrategy', 'Tags'],
  attributes: ['Arn'],
  replacedBy: ['ClusterName'],
  async create(properties, context) {
    const clusterName = clusterNameOf(properties, context);
    await context.once(async () => {
      const input = { ...clusterInput(properties), clusterName, tags: lowerTags(context.tags(properties.Tags)) };
      return (await context.callAws('ecs', 'CreateCluster', input)).cluster.clusterName;
    });
    return madeCluster(clusterName, context);
  },
  async update(properties, context, previous) {
    const name = context.physicalId as string;
    const { settings, configuration, ...capacity } = clusterInput(properties);
    if (settings || configuration)
      await context.callAws('ecs', 'UpdateCluster', { cluster: name, settings, configuration });
    const hasCapacity = (members: Properties) => members.CapacityProviders ?? members.DefaultCapacityProviderStrategy;
    if (hasCapacity(properties) || hasCapacity(previous)) {
      const { capacityProviders = [], defaultCapacityProviderStrategy = [] } = capacity;
      const input = { cluster: name, capacityProviders, defaultCapacityProviderStrategy };
      await context.callAws('ecs', 'PutClusterCapacityProviders', input);
    }
    const made = await madeCluster(name, context);
    await retag(made.attributes.Arn as string, properties, previous, context);
    return made;
  },
  async delete(_, context) {
    await unlessGone(context.callAws('ecs', 'DeleteCluster', { cluster: context.physicalId }));
  },
  async find(properties, context) {
    const clusters = [clusterNameOf(properties, context)];
    const found = await context.callAws('ecs', 'DescribeClusters', { clusters });
    return found.clusters.find((one: Properties) => one.status === 'ACTIVE')?.clusterName;
  },
};

/** What a revision is made of, once and for all. */
const DEFINED = [
  'ContainerDefinitions',
  'Cpu',
  'ExecutionRoleArn',
  'Family',
  'Memory',
  'NetworkMode',
  'PidMode',
  'PlacementConstraints',
  'RequiresCompatibilities',
  'RuntimePlatform',
  'TaskRoleArn',
  'Volumes',
];

const taskDefinition: Handler = {
  serves: [...DEFINED, 'Tags'],
  attributes: ['TaskDefinitionArn'],
  replacedBy: DEFINED,
  async create(properties, context) {
    const arn = await context.once(async () => {
      const input = { ...taskDefinitionInput(properties, context), tags: lowerTags(context.tags(properties.Tags)) };
      return (await context.callAws('ecs', 'RegisterTaskDefinition', input)).taskDefinition.taskDefinitionArn;
    });
    return { physicalId: arn, attributes: { TaskDefinitionArn: arn } };
  },
  async update(properties, context, previous) {
    const arn = context.physicalId as string;
    await retag(arn, properties, previous, context);
    return { physicalId: arn, attributes: { TaskDefinitionArn: arn } };
  },
  async delete(_, context) {
    await unlessGone(context.callAws('ecs', 'DeregisterTaskDefinition', { taskDefinition: context.physicalId }));
  },
  findsOwn: true,
  async find(properties, context) {
    const familyPrefix = familyOf(properties, context);
    const { taskDefinitionArns } = await context.callAws('ecs', 'ListTaskDefinitions', { familyPrefix, sort: 'DESC' });
    for (const arn of taskDefinitionArns) if (await isLost(arn, context)) return arn;
    return undefined;
  },
};

/** AWS::ECS::*. */
export const ecsHandlers: HandlerTable = {
  'AWS::ECS::CapacityProvider': capacityProvider,
  'AWS::ECS::Cluster': cluster,
  'AWS::ECS::ClusterCapacityProviderAssociations': clusterCapacity,
  'AWS::ECS::TaskDefinition': taskDefinition,
  'AWS::ECS::Service': ecsService,
};

// Private

function clusterNameOf(properties: Properties, context: Context): string {
  return properties.ClusterName ?? context.name();
}

function clusterInput(properties: Properties): Properties {
  const { ClusterSettings, Tags: _tags, ...others } = properties;
  return { ...(toCamel(others) as Values), ...(ClusterSettings && { settings: toCamel(ClusterSettings) }) };
}

async function madeCluster(name: string, { callAws }: Context): Promise<Made> {
  const { clusters } = await callAws('ecs', 'DescribeClusters', { clusters: [name] });
  return { physicalId: name, attributes: { Arn: clusters[0].clusterArn } };
}

function familyOf(properties: Properties, context: Context): string {
  return properties.Family ?? context.name();
}

function taskDefinitionInput(properties: Properties, context: Context): Properties {
  const { Tags: _tags, ContainerDefinitions, Cpu, Memory, ...others } = properties;
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  return {
    ...(toCamel(others) as Values),
    family: familyOf(properties, context),
    cpu: text(Cpu),
    memory: text(Memory),
    containerDefinitions: (ContainerDefinitions ?? []).map(containerInput),
  };
}

/** A container's cpu and memory are numbers, where the task's are texts. */
function containerInput({ Cpu, Memory, ...others }: Properties): Properties {
  return {
    ...(toCamel(others) as Values),
    ...(Cpu !== undefined && { cpu: Number(Cpu) }),
    ...(Memory !== undefined && { memory: Number(Memory) }),
  };
}

/** Whether a revision was made for this resource by a call whose answer was lost. */
async function isLost(arn: string, context: Context): Promise<boolean> {
  if (context.isKnown(arn)) return false;
  const input = { taskDefinition: arn, include: ['TAGS'] };
  const { tags, taskDefinition: found } = await context.callAws('ecs', 'DescribeTaskDefinition', input);
  return isOurs(tags ?? found.tags ?? [], context);
}

async function retag(resourceArn: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await callAws('ecs', 'TagResource', { resourceArn, tags: lowerTags(set) });
  if (unset.length > 0) await callAws('ecs', 'UntagResource', { resourceArn, tagKeys: unset });
}
