import type { Failure } from '../../lib/failure.ts';

interface Running {
  stop: AbortController;
  ended: Promise<unknown>;
}

/** The builds that wait or run in this process, by their ids. */
export class RunningBuilds {
  private readonly builds = new Map<string, Running>();

  /** Does a build's work with a signal that aborts when `signal` does, and when the build is cancelled. */
  async run<T>(id: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const ended = work(AbortSignal.any([signal, stop.signal]));
    this.builds.set(id, { stop, ended: ended.catch(() => {}) });
    return ended.finally(() => this.builds.delete(id));
  }

  /** Stops a build, which rejects with the reason, and waits for its end; answers whether there was one of this id. */
  async cancel(id: string, reason: Failure): Promise<boolean> {
    const build = this.builds.get(id);
    build?.stop.abort(reason);
    await build?.ended;
    return build !== undefined;
  }
}
