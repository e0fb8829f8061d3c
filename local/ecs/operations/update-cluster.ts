import type { Operation } from '../../endpoint/service.ts';
import { settingsOf } from '../cluster-settings.ts';
import { describeCluster } from '../describe-cluster.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, required } from '../lookup.ts';
import { refuseAny } from '../unserved.ts';

/** Changes the settings of a cluster. Where commands are logged and which namespace services join means nothing here. */
export const updateCluster =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, required(input.cluster, 'cluster'));
    refuseAny(input, ['configuration', 'serviceConnectDefaults'], 'InvalidParameterException');
    cluster.settings = settingsOf(input.settings, cluster.settings);
    return { cluster: describeCluster(ecs, ecs.store.clusters.save(cluster)) };
  };
