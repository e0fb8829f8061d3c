import { sentenceOf } from '../docker/engine.ts';

/** Why a task could not be started, as its `stoppedReason` tells it. */
export class LaunchError extends Error {}

/** Why one of its containers could not be started: the container's `reason`. The task itself says only that it failed. */
export class ContainerError extends LaunchError {}

/** What the engine refused, as ECS's agent words it; the error itself when the endpoint is only closing. */
export function engineTrouble(kind: string, error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? error : new ContainerError(`${kind}: Error response from daemon: ${sentenceOf(error)}`);
}
