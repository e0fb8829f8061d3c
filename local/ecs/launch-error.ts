import { sentenceOf } from '../docker/engine.ts';

/** Why a task could not be started, as `stoppedReason` tells it. */
export class LaunchError extends Error {}

/** What the engine refused, as ECS's agent words it; the error itself when the endpoint is only closing. */
export function engineTrouble(kind: string, error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? error : new LaunchError(`${kind}: Error response from daemon: ${sentenceOf(error)}`);
}
