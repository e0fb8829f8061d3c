import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster } from '../lookup.ts';

/** This machine, whatever the cluster. */
export const listContainerInstances =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const isAsked = !input.status || input.status === 'ACTIVE';
    return { containerInstanceArns: isAsked ? [ecs.arns.instance(cluster.name)] : [] };
  };
