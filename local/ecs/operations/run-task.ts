import { AwsError, type Input, type Operation } from '../../endpoint/service.ts';
import { strategyFor } from '../capacity.ts';
import { typed } from '../container-definition.ts';
import { describeTask } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, runnableDefinition, wholeNumber } from '../lookup.ts';
import type { ContainerOverride, Task, TaskDefinition, TaskOverrides } from '../model.ts';
import { newTask } from '../task.ts';

/** Starts tasks that belong to no service. */
export const runTask =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const definition = runnableDefinition(ecs, input.taskDefinition);
    const strategy = strategyFor(cluster, input);
    const overrides = overridesOf(input, definition);
    const count = wholeNumber(input.count, 'count', 1) ?? 1;
    if (count > 10) throw new AwsError('InvalidParameterException', 'Tasks cannot be more than 10.');
    const { rack, arns } = ecs;
    const group = input.group ?? `family:${definition.family}`;
    const make = () =>
      newTask({
        rack,
        arns,
        cluster: cluster.name,
        definition,
        group,
        overrides,
        startedBy: input.startedBy,
        tags: input.tags,
        ...(strategy && { strategy }),
      });
    const answers = Array.from({ length: count }, () => begin(ecs, make()));
    return {
      tasks: answers.flatMap((answer) => ('task' in answer ? [describeTask(ecs, answer.task, true)] : [])),
      failures: answers.flatMap((answer) => ('failure' in answer ? [answer.failure] : [])),
    };
  };

// Private

function begin(ecs: Ecs, task: Task): { task: Task } | { failure: object } {
  const lack = ecs.machine.lacks(task);
  if (lack) return { failure: { arn: ecs.arns.instance(task.cluster), reason: `RESOURCE:${lack.toUpperCase()}` } };
  ecs.store.tasks.save(task);
  ecs.launcher.launch(task);
  return { task };
}

function overridesOf({ overrides = {} }: Input, definition: TaskDefinition): TaskOverrides {
  const containers = (typed(overrides.containerOverrides, '') ?? []) as ContainerOverride[];
  for (const { name } of containers) {
    if (definition.containers.some((each) => each.name === name)) continue;
    throw new AwsError(
      'InvalidParameterException',
      `Override for container named ${name} is not a container in the TaskDefinition.`,
    );
  }
  return {
    containerOverrides: containers,
    ...(overrides.taskRoleArn && { taskRoleArn: overrides.taskRoleArn }),
    ...(overrides.executionRoleArn && { executionRoleArn: overrides.executionRoleArn }),
    ...(overrides.cpu && { cpu: String(overrides.cpu) }),
    ...(overrides.memory && { memory: String(overrides.memory) }),
  };
}
