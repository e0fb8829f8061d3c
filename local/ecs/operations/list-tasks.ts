import { AwsError, type Input, type Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findService, page } from '../lookup.ts';
import type { Task } from '../model.ts';

const DESIRED = ['RUNNING', 'PENDING', 'STOPPED'];
const LAUNCH_TYPES = ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'];

/** The ARNs of a cluster's tasks whose desired status is RUNNING (or what is asked), by service, family, starter or instance. */
export const listTasks =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    checkOneOf('desiredStatus', input.desiredStatus, DESIRED);
    checkOneOf('launchType', input.launchType, LAUNCH_TYPES);
    if (input.serviceName && !findService(ecs, cluster, input.serviceName)) {
      throw new AwsError('ServiceNotFoundException', 'Service not found.');
    }
    const found = isHere(ecs, cluster.name, input)
      ? ecs.store.tasksIn(cluster.name).filter((task) => matches(task, input))
      : [];
    const { items, ...rest } = page(found, input);
    return { taskArns: items.map(({ arn }) => arn), ...rest };
  };

// Private

function checkOneOf(name: string, value: string | undefined, values: string[]): void {
  if (value === undefined || values.includes(value)) return;
  throw new AwsError('InvalidParameterException', `${name} should be one of [${values.join(',')}]`);
}

/** All tasks are on this machine, and none is of another launch type. */
function isHere({ arns }: Ecs, cluster: string, { containerInstance, launchType = 'EC2' }: Input): boolean {
  return launchType === 'EC2' && (!containerInstance || nameIn(containerInstance) === nameIn(arns.instance(cluster)));
}

/** No task ever has the desired status PENDING. */
function matches(task: Task, { desiredStatus = 'RUNNING', serviceName, family, startedBy }: Input): boolean {
  return (
    task.desiredStatus === desiredStatus &&
    (!serviceName || task.service === nameIn(serviceName)) &&
    (!family || task.family === family) &&
    (!startedBy || task.startedBy === startedBy)
  );
}
