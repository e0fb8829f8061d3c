import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';

export type Engine = Docker;

/** How long to wait before an engine that does not answer is asked again. */
const RETRY_MS = 300;

/** Milliseconds of silence after which an engine counts as gone: longer than the longest grace that ECS gives a container. */
const LONGEST_SILENCE = 5 * 60_000;

/** The Docker engine of this machine: DOCKER_HOST's, or the one behind the default socket. */
export function openEngine(): Engine {
  return new Docker({ timeout: LONGEST_SILENCE });
}

/** The same, for events: an engine may have nothing to tell for days. */
export function openQuietEngine(): Engine {
  return new Docker();
}

/** True when there was no answer at all, as while dockerd restarts; an answer of the engine has a status code. */
export function isEngineGone(error: unknown): boolean {
  const { code = '', syscall } = error as { code?: string; syscall?: string };
  if (statusOf(error) !== undefined) return false;
  // Files can be missing or out of reach too; only a socket is connected to.
  if (code === 'ENOENT' || code === 'EACCES') return syscall === 'connect';
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code);
}

/** The HTTP status of an error that the engine answered. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** The sentence of an error that the engine answered, without the wrapping of the client. */
export function sentenceOf(error: unknown): string {
  const json = (error as { json?: { message?: string } }).json;
  return json?.message ?? (error instanceof Error ? error.message : String(error));
}

/** Does `work` again and again while the engine is away. Rejects with the signal's reason when it aborts. */
export async function whenEngineAnswers<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isEngineGone(error)) throw error;
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}
