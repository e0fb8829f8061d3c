import { pick, unlessGone } from './answers.ts';
import { cacheName, changed, checkAlive, elastiCache, retagElastiCache } from './elasticache-call.ts';
import type { Context, Handler, Made, Properties } from './handler.ts';
import { until } from './pace.ts';

const CHANGEABLE = [
  'AutoMinorVersionUpgrade',
  'CacheNodeType',
  'CacheParameterGroupName',
  'EngineVersion',
  'NumCacheNodes',
];
const OTHERS = ['AZMode', 'PreferredAvailabilityZone', 'PreferredMaintenanceWindow'];
const FIXED = ['CacheSubnetGroupName', 'Engine', 'Port'];

/** Characters of a cluster's name. */
const LONGEST_NAME = 50;

/** AWS::ElastiCache::CacheCluster. */
export const cacheCluster: Handler = {
  serves: [...CHANGEABLE, ...OTHERS, ...FIXED, 'ClusterName', 'Tags', 'VpcSecurityGroupIds'],
  attributes: ['ConfigurationEndpoint.Address', 'ConfigurationEndpoint.Port'],
  replacedBy: [...FIXED, 'ClusterName'],
  async create(properties, context) {
    const id = await context.once(async () => {
      const CacheClusterId = cacheName(properties.ClusterName, context, LONGEST_NAME);
      const input = { ...inputOf(properties), ...pick(properties, FIXED), CacheClusterId };
      const answer = await elastiCache(context, 'CreateCacheCluster', {
        ...input,
        Tags: context.tags(properties.Tags),
      });
      return answer.CacheCluster.CacheClusterId;
    });
    return available(id, context);
  },
  async update(properties, context, previous) {
    const CacheClusterId = context.physicalId as string;
    // One that was cut off in the midst of another change is waited for.
    await available(CacheClusterId, context);
    const input = changed(inputOf(properties), inputOf(previous));
    if (Object.keys(input).length > 0)
      await elastiCache(context, 'ModifyCacheCluster', { ...input, CacheClusterId, ApplyImmediately: true });
    await retagElastiCache('cluster', CacheClusterId, properties, previous, context);
    return available(CacheClusterId, context);
  },
  async delete(_, context) {
    const CacheClusterId = context.physicalId as string;
    const status = (await describe(CacheClusterId, context))?.CacheClusterStatus;
    if (status === undefined) return;
    if (status !== 'deleting') await elastiCache(context, 'DeleteCacheCluster', { CacheClusterId });
    await until(context, async () => ((await describe(CacheClusterId, context)) ? undefined : true));
  },
  async find(properties, context) {
    return (await describe(cacheName(properties.ClusterName, context, LONGEST_NAME), context))?.CacheClusterId;
  },
};

// Private

function inputOf(properties: Properties): Properties {
  const { VpcSecurityGroupIds: groups } = properties;
  return { ...pick(properties, [...CHANGEABLE, ...OTHERS]), ...(groups && { SecurityGroupIds: groups }) };
}

async function describe(CacheClusterId: string, context: Context): Promise<Properties | undefined> {
  const answer = await unlessGone(elastiCache(context, 'DescribeCacheClusters', { CacheClusterId }));
  return answer?.CacheClusters[0];
}

async function available(id: string, context: Context): Promise<Made> {
  return until(context, async () => {
    const found = await describe(id, context);
    checkAlive(id, found?.CacheClusterStatus);
    if (found?.CacheClusterStatus !== 'available') return undefined;
    const { Address, Port } = found.ConfigurationEndpoint;
    const attributes = { 'ConfigurationEndpoint.Address': Address, 'ConfigurationEndpoint.Port': `${Port}` };
    return { physicalId: id, attributes };
  });
}
