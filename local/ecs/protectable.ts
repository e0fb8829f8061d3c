import { AwsError } from '../endpoint/service.ts';
import { nameIn } from './arns.ts';
import type { Ecs } from './ecs.ts';
import { findTask } from './lookup.ts';
import type { Cluster, Task } from './model.ts';

/** The running service tasks among those that a request names; why the others cannot be protected. */
export function protectable(
  ecs: Ecs,
  cluster: Cluster,
  named: string[],
  most: number,
): { tasks: Task[]; failures: object[] } {
  if (named.length > most) throw new AwsError('InvalidParameterException', `Tasks cannot be more than ${most}.`);
  const found = named.map((each) => ({
    arn: ecs.arns.task(cluster.name, nameIn(each)),
    task: findTask(ecs, cluster, each),
  }));
  return {
    tasks: found.flatMap(({ task }) => (task && !reasonAgainst(task) ? [task] : [])),
    failures: found.flatMap(({ arn, task }) => {
      const reason = reasonAgainst(task);
      return reason ? [{ arn, reason }] : [];
    }),
  };
}

// Private

function reasonAgainst(task: Task | undefined): string | undefined {
  if (!task) return 'MISSING';
  return task.service && task.desiredStatus === 'RUNNING' ? undefined : 'TASK_NOT_VALID';
}
