import { AwsError, type Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import { describeTask } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findTask } from '../lookup.ts';

/** Shows tasks, stopped ones for an hour; unknown ones are told as MISSING. */
export const describeTasks =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const ids: string[] = input.tasks ?? [];
    if (ids.length === 0) throw new AwsError('InvalidParameterException', 'Tasks cannot be empty.');
    if (ids.length > 100) throw new AwsError('InvalidParameterException', 'Tasks cannot be more than 100.');
    const missing = ids.filter((id) => !findTask(ecs, cluster, id));
    return {
      tasks: ids
        .flatMap((id) => findTask(ecs, cluster, id) ?? [])
        .map((task) => describeTask(ecs, task, input.include?.includes('TAGS'))),
      failures: missing.map((id) => ({ arn: ecs.arns.task(cluster.name, nameIn(id)), reason: 'MISSING' })),
    };
  };
