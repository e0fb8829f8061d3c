import type { Coverage } from '../coverage/coverage.ts';

const ONE_NODE = 'One node, without replicas or failover; no parameter groups but the default ones.';
const PLACE =
  "The endpoint is an address of this machine in the rack's Docker network, and a port that stays the cache's own: the first free one from `Port` on.";
const SIZE =
  "The node type gives the container's memory and how much data the server takes; windows and encryption at rest are kept and told, without effect.";

/** How far ElastiCache's operations go: a cache is a container, of Redis with a volume. */
export const coverage: Coverage<'elasticache'> = {
  partial: {
    CreateCacheCluster: ['`memcached` 1.6 only: Redis is in replication groups.', ONE_NODE, PLACE, SIZE],
    CreateReplicationGroup: [
      '`redis` 7.0 only; `valkey` is not in Debian 12.',
      ONE_NODE,
      PLACE,
      SIZE,
      'With `TransitEncryptionEnabled`, by a certificate that nobody has signed. Data outlives the end of the server but for its last second, where AWS promises nothing.',
    ],
    CreateSnapshot: 'Of Redis: written by the server while it serves. None is taken by itself.',
    DeleteReplicationGroup: 'The primary cluster is not retained.',
    DescribeCacheClusters: 'The node of a replication group is told as `<group>-001`.',
    DescribeSnapshots: 'Manual ones.',
    ModifyCacheCluster: 'At once. No new version or number of nodes.',
    ModifyReplicationGroup:
      'At once; another node type starts the server anew. A new `AuthToken` takes the place of the old one, whatever the strategy. No change of encryption or number of nodes.',
  },
  inert: {
    CreateCacheSubnetGroup: 'Subnets are checked; every cache is reached at one address.',
    ModifyCacheSubnetGroup: 'Subnets are checked.',
  },
};
