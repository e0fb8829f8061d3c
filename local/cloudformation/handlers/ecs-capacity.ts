import type { Values } from '../template/template.ts';
import { unlessGone } from './answers.ts';
import { toCamel } from './casing.ts';
import { type Context, type Handler, HandlerFailure, type Properties } from './handler.ts';
import { isOurs, lowerTags, tagChanges } from './tags.ts';

/** AWS::ECS::CapacityProvider: an Auto Scaling group, with the settings that ECS may change it by. */
export const capacityProvider: Handler = {
  serves: ['AutoScalingGroupProvider', 'Name', 'Tags'],
  attributes: [],
  replacedBy: ['Name', 'AutoScalingGroupProvider.AutoScalingGroupArn'],
  async create(properties, context) {
    const name = nameOf(properties, context);
    await context.once(async () => {
      const tags = lowerTags(context.tags(properties.Tags));
      await context.callAws('ecs', 'CreateCapacityProvider', { ...providerInput(properties), name, tags });
      return name;
    });
    return { physicalId: name, attributes: {} };
  },
  async update(properties, context, previous) {
    const name = context.physicalId as string;
    const { autoScalingGroupArn: _group, ...autoScalingGroupProvider } =
      providerInput(properties).autoScalingGroupProvider;
    const { capacityProvider: provider } = await context.callAws('ecs', 'UpdateCapacityProvider', {
      name,
      autoScalingGroupProvider,
    });
    await retag(provider.capacityProviderArn, properties, previous, context);
    return { physicalId: name, attributes: {} };
  },
  async delete(_, context) {
    const name = context.physicalId as string;
    const found = await find(name, context);
    if (found?.status !== 'ACTIVE') return;
    const { capacityProvider: left } = await context.callAws('ecs', 'DeleteCapacityProvider', {
      capacityProvider: name,
    });
    // The call itself succeeds: what became of it is in the answer.
    if (left.updateStatus === 'DELETE_FAILED') throw new HandlerFailure(left.updateStatusReason, 'ResourceConflict');
  },
  async find(properties, context) {
    const found = await find(nameOf(properties, context), context);
    return found?.status === 'ACTIVE' && isOurs(found.tags, context) ? found.name : undefined;
  },
};

/** AWS::ECS::ClusterCapacityProviderAssociations: which providers a cluster has; there is one for each cluster. */
export const clusterCapacity: Handler = {
  serves: ['CapacityProviders', 'Cluster', 'DefaultCapacityProviderStrategy'],
  attributes: [],
  replacedBy: ['Cluster'],
  async create(properties, context) {
    await context.once(async () => {
      await put(properties, context);
      return properties.Cluster;
    });
    return { physicalId: properties.Cluster, attributes: {} };
  },
  async update(properties, context) {
    await put(properties, context);
    return { physicalId: properties.Cluster, attributes: {} };
  },
  async delete(properties, context) {
    await unlessGone(put({ Cluster: properties.Cluster }, context));
  },
};

// Private

function nameOf(properties: Properties, context: Context): string {
  return properties.Name ?? context.name();
}

function providerInput({ AutoScalingGroupProvider }: Properties): Properties {
  return toCamel({ AutoScalingGroupProvider }) as Values;
}

async function find(name: string, { callAws }: Context): Promise<Properties | undefined> {
  const answer = await callAws('ecs', 'DescribeCapacityProviders', { capacityProviders: [name], include: ['TAGS'] });
  return answer.capacityProviders[0];
}

async function put(properties: Properties, { callAws }: Context): Promise<void> {
  await callAws('ecs', 'PutClusterCapacityProviders', {
    cluster: properties.Cluster,
    capacityProviders: properties.CapacityProviders ?? [],
    defaultCapacityProviderStrategy: toCamel(properties.DefaultCapacityProviderStrategy ?? []),
  });
}

async function retag(resourceArn: string, properties: Properties, previous: Properties, { callAws }: Context) {
  const { set, unset } = tagChanges(properties, previous);
  if (set.length > 0) await callAws('ecs', 'TagResource', { resourceArn, tags: lowerTags(set) });
  if (unset.length > 0) await callAws('ecs', 'UntagResource', { resourceArn, tagKeys: unset });
}
