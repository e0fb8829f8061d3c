import { AwsError, type Operation } from '../../endpoint/service.ts';
import { describeCluster } from '../describe-cluster.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, required } from '../lookup.ts';

/** Makes an empty cluster INACTIVE and lets go of its capacity providers. This machine is no obstacle: it belongs to every cluster here. */
export const deleteCluster =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, required(input.cluster, 'cluster'));
    const { services, tasks, clusters } = ecs.store;
    if (services.all().some((each) => each.cluster === cluster.name && each.status !== 'INACTIVE')) {
      throw new AwsError(
        'ClusterContainsServicesException',
        'The Cluster cannot be deleted while Services are active.',
      );
    }
    if (tasks.all().some((each) => each.cluster === cluster.name && each.lastStatus !== 'STOPPED')) {
      throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
    }
    Object.assign(cluster, { status: 'INACTIVE', capacityProviders: [], defaultStrategy: [] });
    clusters.save(cluster);
    return { cluster: describeCluster(ecs, cluster) };
  };
