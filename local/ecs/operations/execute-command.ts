import { AwsError, type Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findTask, required } from '../lookup.ts';

const DISABLED =
  "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn't " +
  'running. Wait and try again or run a new task with execute command enabled and try again.';
const NO_AGENT =
  'The execute command failed due to an internal error. There is no Systems Manager agent on this machine: use `docker exec` ' +
  'with the runtimeId of the container.';

/** Refuses to run a command in a task, as AWS does where the task has no agent for it. No task has one here. */
export const executeCommand =
  (ecs: Ecs): Operation =>
  (input) => {
    const task = findTask(ecs, findCluster(ecs, input.cluster), required(input.task, 'task'));
    required(input.command, 'command');
    if (!task || task.lastStatus === 'STOPPED') refuse('The referenced task was not found.');
    const isThere = !input.container || task?.containers.some(({ name }) => name === input.container);
    if (!isThere) refuse('The container name provided is not valid.');
    if (!task?.enableExecuteCommand) refuse(DISABLED);
    throw new AwsError('TargetNotConnectedException', NO_AGENT);
  };

// Private

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
