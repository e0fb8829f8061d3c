import { instanceId } from '../../config.ts';
import { AwsError, type Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster } from '../lookup.ts';
import type { Resources } from '../machine.ts';
import { machineAttributes } from '../machine-attributes.ts';
import type { Cluster } from '../model.ts';

/** Shows this machine: what it has, what is left, how many tasks it runs. */
export const describeContainerInstances =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const asked: string[] = input.containerInstances ?? [];
    if (asked.length === 0) throw new AwsError('InvalidParameterException', 'Container instances cannot be empty.');
    const own = nameIn(ecs.arns.instance(cluster.name));
    return {
      containerInstances: asked.some((each) => nameIn(each) === own) ? [describeMachine(ecs, cluster)] : [],
      failures: asked.filter((each) => nameIn(each) !== own).map((arn) => ({ arn, reason: 'MISSING' })),
    };
  };

// Private

function describeMachine({ rack, region, arns, machine, store }: Ecs, cluster: Cluster): object {
  const tasks = store.tasksIn(cluster.name);
  const count = (...statuses: string[]) => tasks.filter(({ lastStatus }) => statuses.includes(lastStatus)).length;
  const arn = arns.instance(cluster.name);
  return {
    containerInstanceArn: arn,
    ec2InstanceId: instanceId({ rack }),
    version: 1,
    versionInfo: { agentVersion: '1.0.0', dockerVersion: `DockerVersion: ${machine.dockerVersion}` },
    status: 'ACTIVE',
    agentConnected: true,
    registeredResources: resources(machine.total),
    remainingResources: resources(machine.remaining()),
    runningTasksCount: count('RUNNING'),
    pendingTasksCount: count('PROVISIONING', 'PENDING'),
    attributes: machineAttributes(machine, region),
    attachments: [],
    tags: [],
  };
}

function resources({ cpu, memory }: Resources): object[] {
  const integer = (name: string, value: number) => ({
    name,
    type: 'INTEGER',
    doubleValue: 0,
    longValue: 0,
    integerValue: value,
  });
  return [integer('CPU', cpu), integer('MEMORY', memory)];
}
