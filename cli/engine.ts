import type { Readable } from 'node:stream';
import Docker from 'dockerode';
import { Failure, messageOf } from '../lib/failure.ts';

export type Engine = Docker;

/** Milliseconds in which an engine must answer that it is there. */
const ANSWER_WITHIN = 5000;

/** The Docker engine of this machine: DOCKER_HOST's, or the one behind the default socket. */
export function openEngine(): Engine {
  return new Docker();
}

/** The engine's version; throws a `Failure` `no_engine` when none answers. */
export async function engineVersion(engine: Engine): Promise<string> {
  try {
    const version = await within(ANSWER_WITHIN, engine.version());
    return version.Version;
  } catch (cause) {
    throw new Failure('no_engine', `No Docker engine answers: ${messageOf(cause)}`, {
      hint: 'Run scripts/setup.sh, which installs and starts one.',
      cause,
    });
  }
}

/** The HTTP status of an error that the engine answered. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** What `work` gives, or undefined when the engine answers that there is no such thing, or that it is in use. */
export async function tolerate<T>(statuses: number[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (statuses.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

/** Follows the progress that the engine streams to its end; rejects with its error. */
export function followProgress(engine: Engine, progress: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
}

// Private

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds / 1000} s`)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
