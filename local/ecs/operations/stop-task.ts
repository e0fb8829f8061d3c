import { AwsError, type Operation } from '../../endpoint/service.ts';
import { describeTask } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findTask, required } from '../lookup.ts';

/** Begins to stop a task; a service puts another one in its place. */
export const stopTask =
  (ecs: Ecs): Operation =>
  (input) => {
    const task = findTask(ecs, findCluster(ecs, input.cluster), required(input.task, 'task'));
    if (!task) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
    void ecs.stopper.stop(task, 'UserInitiated', input.reason ?? 'Task stopped by user');
    return { task: describeTask(ecs, task) };
  };
