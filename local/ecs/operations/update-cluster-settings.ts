import type { Operation } from '../../endpoint/service.ts';
import { settingsOf } from '../cluster-settings.ts';
import { describeCluster } from '../describe-cluster.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, required } from '../lookup.ts';

/** Changes the settings of a cluster: what UpdateCluster does, under its older name. */
export const updateClusterSettings =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, required(input.cluster, 'cluster'));
    cluster.settings = settingsOf(required(input.settings, 'settings'), cluster.settings);
    return { cluster: describeCluster(ecs, ecs.store.clusters.save(cluster)) };
  };
