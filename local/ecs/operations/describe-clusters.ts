import type { Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import { describeCluster } from '../describe-cluster.ts';
import type { Ecs } from '../ecs.ts';

/** Shows clusters, with what `include` asks for; unknown ones are told as MISSING. */
export const describeClusters =
  (ecs: Ecs): Operation =>
  (input) => {
    const names: string[] = (input.clusters?.length ? input.clusters : ['default']).map(nameIn);
    const clusters = names.flatMap((name) => ecs.store.clusters.get(name) ?? []);
    const missing = names.filter((name) => !ecs.store.clusters.get(name));
    return {
      clusters: clusters.map((cluster) => describeCluster(ecs, cluster, input.include ?? [])),
      failures: missing.map((name) => ({ arn: ecs.arns.cluster(name), reason: 'MISSING' })),
    };
  };
