import type { Operation } from '../../endpoint/service.ts';
import { existingCapacityProvider } from '../capacity.ts';
import { describeCapacityProvider } from '../describe-capacity.ts';
import type { Ecs } from '../ecs.ts';
import { required } from '../lookup.ts';

/** Makes a capacity provider INACTIVE; one that a cluster has goes on, and its `updateStatus` tells why, as AWS's does. */
export const deleteCapacityProvider =
  (ecs: Ecs): Operation =>
  (input) => {
    const provider = existingCapacityProvider(ecs, required(input.capacityProvider, 'capacityProvider'));
    const { clusters, capacityProviders } = ecs.store;
    const cluster = clusters
      .all()
      .find((each) => each.status === 'ACTIVE' && each.capacityProviders?.includes(provider.name));
    if (cluster) {
      const reason =
        `The capacity provider cannot be deleted because it is associated with cluster: ${cluster.name}. Remove the ` +
        'capacity provider from the cluster and try again.';
      Object.assign(provider, { updateStatus: 'DELETE_FAILED', updateStatusReason: reason });
    } else {
      Object.assign(provider, { status: 'INACTIVE', updateStatus: 'DELETE_COMPLETE', updateStatusReason: undefined });
    }
    return { capacityProvider: describeCapacityProvider(capacityProviders.save(provider), true) };
  };
