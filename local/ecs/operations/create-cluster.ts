import { AwsError, type Operation } from '../../endpoint/service.ts';
import { clusterCapacity } from '../capacity.ts';
import { settingsOf } from '../cluster-settings.ts';
import { describeCluster } from '../describe-cluster.ts';
import type { Ecs } from '../ecs.ts';
import type { Cluster } from '../model.ts';
import { tagsOf } from '../tags.ts';
import { refuseAny } from '../unserved.ts';

/** Makes a cluster; asked again for one that is there, it answers with that one. */
export const createCluster =
  (ecs: Ecs): Operation =>
  (input) => {
    const name: string = input.clusterName ?? 'default';
    if (!/^[\w-]{1,255}$/.test(name)) throw new AwsError('InvalidParameterException', 'Invalid cluster name.');
    refuseAny(input, ['configuration', 'serviceConnectDefaults'], 'InvalidParameterException');
    const capacity = clusterCapacity(ecs, input);
    const existing = ecs.store.clusters.get(name);
    const cluster: Cluster =
      existing?.status === 'ACTIVE'
        ? existing
        : ecs.store.clusters.save({
            arn: ecs.arns.cluster(name),
            name,
            status: 'ACTIVE',
            tags: tagsOf(input),
            settings: settingsOf(input.settings, [{ name: 'containerInsights', value: 'disabled' }]),
            ...capacity,
          });
    return { cluster: describeCluster(ecs, cluster) };
  };
