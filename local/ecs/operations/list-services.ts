import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, page } from '../lookup.ts';

/** The ARNs of a cluster's active services. */
export const listServices =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const found = ecs.store
      .servicesIn(cluster.name)
      .filter(({ status }) => status === 'ACTIVE')
      .filter(() => (input.launchType ?? 'EC2') === 'EC2')
      .filter((each) => !input.schedulingStrategy || each.schedulingStrategy === input.schedulingStrategy);
    const { items, ...rest } = page(found, { maxResults: 10, ...input });
    return { serviceArns: items.map(({ arn }) => arn), ...rest };
  };
