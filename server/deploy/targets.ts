import type { Cluster } from '../aws/ecs.ts';
import type { Balancer, TargetState } from '../aws/load-balancing.ts';
import { type Release, servingProcesses } from '../model/release.ts';

/** Process type → the load balancer's targets of a release; none where there is no release. */
export async function targetsOf(
  { cluster, balancer }: { cluster: Pick<Cluster, 'services'>; balancer: Pick<Balancer, 'targets'> },
  release: Pick<Release, 'app' | 'processes'> | undefined,
): Promise<Map<string, TargetState[]>> {
  const serving = release ? servingProcesses(release) : [];
  const services = release && serving.length > 0 ? await cluster.services(release.app, serving) : new Map();
  const targets = [...services].map(async ([process, { targetGroup }]) => {
    return [process, targetGroup ? await balancer.targets(targetGroup) : []] as const;
  });
  return new Map(await Promise.all(targets));
}
