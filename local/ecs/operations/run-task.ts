import { AwsError, type Input, type Operation } from '../../endpoint/service.ts';
import { strategyFor } from '../capacity.ts';
import { describeTask } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, runnableDefinition, wholeNumber } from '../lookup.ts';
import type { Cluster, PlacementConstraint, Task, TaskDefinition } from '../model.ts';
import { obstacleFor } from '../placement.ts';
import { placementConstraintsOf } from '../placement-constraints.ts';
import { digestOf } from '../request.ts';
import { standaloneTags } from '../tags.ts';
import { newTask } from '../task.ts';
import { overridesOf } from '../task-overrides.ts';
import { isTrue, refuseUnserved } from '../unserved.ts';

const MOST = 10;
const STARTED_BY = /^[\w/-]{1,128}$/;

/** Starts tasks that belong to no service; asked again with the same token, it answers with those. */
export const runTask =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const known = runAlready(ecs, cluster, input);
    if (known.length > 0) return { tasks: known.map((task) => describeTask(ecs, task, true)), failures: [] };
    const definition = runnableDefinition(ecs, input.taskDefinition);
    const constraints = check(input);
    const tasks = Array.from({ length: countOf(input) }, make(ecs, cluster, definition, input));
    const answers = tasks.map((task) => begin(ecs, task, definition, constraints));
    return {
      tasks: answers.flatMap((answer) => ('task' in answer ? [describeTask(ecs, answer.task, true)] : [])),
      failures: answers.flatMap((answer) => ('failure' in answer ? [answer.failure] : [])),
    };
  };

// Private

function runAlready({ store }: Ecs, cluster: Cluster, input: Input): Task[] {
  const { clientToken } = input;
  if (!clientToken) return [];
  const known = store.tasksIn(cluster.name).filter((task) => task.request?.clientToken === clientToken);
  if (known.every((task) => task.request?.digest === digestOf(input))) return known;
  throw new AwsError(
    'ConflictException',
    'The provided clientToken is already in use with a different RunTask request.',
    400,
    { resourceIds: known.map(({ arn }) => arn) },
  );
}

function check(input: Input): PlacementConstraint[] {
  refuseUnserved(input);
  if (input.startedBy && !STARTED_BY.test(input.startedBy)) refuse('Invalid startedBy.');
  return placementConstraintsOf(input.placementConstraints, 'InvalidParameterException');
}

function countOf(input: Input): number {
  const count = wholeNumber(input.count, 'count', 1) ?? 1;
  return count <= MOST ? count : refuse(`Tasks cannot be more than ${MOST}.`);
}

function make(ecs: Ecs, cluster: Cluster, definition: TaskDefinition, input: Input): () => Task {
  const { rack, arns } = ecs;
  const { startedBy, clientToken } = input;
  const strategy = strategyFor(cluster, input);
  const overrides = overridesOf(input, definition);
  const of = {
    group: input.group ?? `family:${definition.family}`,
    tags: standaloneTags(input, cluster.name, definition),
    enableExecuteCommand: isTrue(input.enableExecuteCommand),
    ...(strategy && { strategy }),
    ...(clientToken && { request: { clientToken, digest: digestOf(input) } }),
  };
  return () => newTask({ rack, arns, cluster: cluster.name, definition, overrides, startedBy, ...of });
}

function begin(
  ecs: Ecs,
  task: Task,
  definition: TaskDefinition,
  constraints: PlacementConstraint[],
): { task: Task } | { failure: object } {
  const obstacle = obstacleFor(ecs, task, definition, constraints);
  if (obstacle) return { failure: { arn: ecs.arns.instance(task.cluster), reason: obstacle.failure } };
  ecs.store.tasks.save(task);
  ecs.launcher.launch(task);
  return { task };
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
