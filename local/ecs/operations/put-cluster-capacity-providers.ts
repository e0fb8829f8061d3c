import { AwsError, type Operation } from '../../endpoint/service.ts';
import { clusterCapacity, isInUse } from '../capacity.ts';
import { describeCluster } from '../describe-cluster.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, required } from '../lookup.ts';

/** Sets which capacity providers a cluster has, and the strategy of what asks for none. */
export const putClusterCapacityProviders =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, required(input.cluster, 'cluster'));
    const wanted = clusterCapacity(ecs, {
      capacityProviders: required(input.capacityProviders, 'capacityProviders'),
      defaultCapacityProviderStrategy: required(
        input.defaultCapacityProviderStrategy,
        'defaultCapacityProviderStrategy',
      ),
    });
    const dropped = (cluster.capacityProviders ?? []).filter((name) => !wanted.capacityProviders.includes(name));
    if (dropped.some((name) => isInUse(ecs, name, cluster.name))) {
      throw new AwsError('ResourceInUseException', 'The specified capacity provider is in use and cannot be removed.');
    }
    Object.assign(cluster, wanted);
    return { cluster: describeCluster(ecs, ecs.store.clusters.save(cluster)) };
  };
