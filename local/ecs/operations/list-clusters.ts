import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { page } from '../lookup.ts';

/** The ARNs of the active clusters. */
export const listClusters =
  (ecs: Ecs): Operation =>
  (input) => {
    const active = ecs.store.clusters.all().filter(({ status }) => status === 'ACTIVE');
    const { items, ...rest } = page(active, input);
    return { clusterArns: items.map(({ arn }) => arn), ...rest };
  };
