import type { ContainerDefinition, TaskContainer } from './model.ts';

/** Seconds that a container must have run to be started again, unless its policy says otherwise. */
const ATTEMPT_PERIOD = 300;

/** Whether the container that has just exited is started again, without its task being replaced. */
export function isRestarted(
  { restartPolicy: policy }: Pick<ContainerDefinition, 'restartPolicy'>,
  { startedAt = 0, restartedAt }: Pick<TaskContainer, 'startedAt' | 'restartedAt'>,
  exitCode: number | undefined,
  now: number,
): boolean {
  if (!policy?.enabled || exitCode === undefined || policy.ignoredExitCodes?.includes(exitCode)) return false;
  return now - (restartedAt ?? startedAt) >= (policy.restartAttemptPeriod ?? ATTEMPT_PERIOD) * 1000;
}
