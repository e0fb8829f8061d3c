import type { Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster } from '../lookup.ts';
import { protectable } from '../protectable.ts';
import { describeProtection } from '../protection.ts';

const MOST = 100;

/** Shows which tasks are protected from being stopped by deployments and scaling. */
export const getTaskProtection =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const { tasks, failures } = protectable(ecs, cluster, input.tasks ?? [], MOST);
    return { protectedTasks: tasks.map(describeProtection), failures };
  };
