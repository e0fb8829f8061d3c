import { AwsError, type Input, type Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findService, page } from '../lookup.ts';
import type { Task } from '../model.ts';

/** The ARNs of a cluster's tasks whose desired status is RUNNING (or what is asked), by service, family or starter. */
export const listTasks =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    if (input.serviceName && !findService(ecs, cluster, input.serviceName)) {
      throw new AwsError('ServiceNotFoundException', 'Service not found.');
    }
    const found = ecs.store.tasks.all().filter((task) => task.cluster === cluster.name && matches(task, input));
    const { items, ...rest } = page(found, input);
    return { taskArns: items.map(({ arn }) => arn), ...rest };
  };

// Private

function matches(task: Task, { desiredStatus, serviceName, family, startedBy }: Input): boolean {
  return (
    task.desiredStatus === (desiredStatus === 'STOPPED' ? 'STOPPED' : 'RUNNING') &&
    (!serviceName || task.service === nameIn(serviceName)) &&
    (!family || task.family === family) &&
    (!startedBy || task.startedBy === startedBy)
  );
}
