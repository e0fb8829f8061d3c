import { pick, unlessGone } from './answers.ts';
import { cacheName, elastiCache, retagElastiCache } from './elasticache-call.ts';
import { cacheCluster } from './elasticache-cluster.ts';
import { replicationGroup } from './elasticache-group.ts';
import type { Handler, HandlerTable } from './handler.ts';

/** Characters of a subnet group's name. */
const LONGEST_NAME = 255;

const subnetGroup: Handler = {
  serves: ['CacheSubnetGroupName', 'Description', 'SubnetIds', 'Tags'],
  attributes: [],
  replacedBy: ['CacheSubnetGroupName'],
  async create(properties, context) {
    const CacheSubnetGroupName = cacheName(properties.CacheSubnetGroupName, context, LONGEST_NAME);
    const id = await context.once(async () => {
      const input = { CacheSubnetGroupName, CacheSubnetGroupDescription: properties.Description };
      const Tags = context.tags(properties.Tags);
      const whole = { ...input, ...pick(properties, ['SubnetIds']), Tags };
      return (await elastiCache(context, 'CreateCacheSubnetGroup', whole)).CacheSubnetGroup.CacheSubnetGroupName;
    });
    return { physicalId: id, attributes: {} };
  },
  async update(properties, context, previous) {
    const CacheSubnetGroupName = context.physicalId as string;
    const { Description: CacheSubnetGroupDescription, SubnetIds } = properties;
    const input = { CacheSubnetGroupName, CacheSubnetGroupDescription, SubnetIds };
    await elastiCache(context, 'ModifyCacheSubnetGroup', input);
    await retagElastiCache('subnetgroup', CacheSubnetGroupName, properties, previous, context);
    return { physicalId: CacheSubnetGroupName, attributes: {} };
  },
  async delete(_, context) {
    await unlessGone(elastiCache(context, 'DeleteCacheSubnetGroup', { CacheSubnetGroupName: context.physicalId }));
  },
  async find(properties, context) {
    const CacheSubnetGroupName = cacheName(properties.CacheSubnetGroupName, context, LONGEST_NAME);
    const answer = await unlessGone(elastiCache(context, 'DescribeCacheSubnetGroups', { CacheSubnetGroupName }));
    return answer?.CacheSubnetGroups[0].CacheSubnetGroupName;
  },
};

/** AWS::ElastiCache::*. */
export const elastiCacheHandlers: HandlerTable = {
  'AWS::ElastiCache::CacheCluster': cacheCluster,
  'AWS::ElastiCache::ReplicationGroup': replicationGroup,
  'AWS::ElastiCache::SubnetGroup': subnetGroup,
};
