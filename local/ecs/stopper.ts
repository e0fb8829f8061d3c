import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { waits } from '../../lib/retry.ts';
import type { ContainerState } from '../docker/containers.ts';
import { whenEngineAnswers } from '../docker/engine.ts';
import { containerDefinition } from './container-options.ts';
import { inOrder, stoppedBefore } from './dependencies.ts';
import type { StopCode, Task, TaskContainer } from './model.ts';
import { isRestarted } from './restart-policy.ts';
import { definitionOf, type Store } from './store.ts';
import type { Targets } from './targets.ts';

/** ECS's own: between SIGTERM and SIGKILL, for containers that name no stopTimeout. */
const GRACE_SECONDS = 30;
const RETRY_PACE = { first: 500, factor: 2, most: 10_000 };
const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';

/** How a container ended. */
export type Ending = Pick<ContainerState, 'exitCode' | 'outOfMemory'> & { status?: ContainerState['status'] };

export interface StopperDeps {
  store: Store;
  engine: {
    stop(name: string, grace: number): Promise<void>;
    inspect(name: string): Promise<ContainerState | undefined>;
  };
  targets: Targets;
  log: Log;
  signal: AbortSignal;
  /** Resolves when no launch of the task is under way. */
  settled: (task: Task) => Promise<void>;
  /** Starts a container again that has exited; answers how it is then. */
  restart: (container: TaskContainer) => Promise<ContainerState | undefined>;
  /** Takes notice that a container runs again. */
  restarted: (task: Task, container: TaskContainer, state: ContainerState) => Promise<void>;
  onChange: (task: Task) => void;
  /** A task ended that nobody had asked to. */
  onFailure: (task: Task) => void;
}

/** Brings tasks to STOPPED: out of the target groups, drained, then SIGTERM, then SIGKILL. */
export class Stopper {
  private readonly deps: StopperDeps;
  private readonly restarting = new Set<TaskContainer>();

  constructor(deps: StopperDeps) {
    this.deps = deps;
  }

  /** Begins to stop a task and gives the first cause that was told; resolves when it is STOPPED. */
  stop(task: Task, stopCode: StopCode, stoppedReason: string): Promise<void> {
    if (task.desiredStatus === 'STOPPED') return Promise.resolve();
    this.mark(task, stopCode, stoppedReason);
    return this.resume(task);
  }

  /** Goes on with stopping a task, for as long as it takes: a service may be waiting to start another one. */
  async resume(task: Task): Promise<void> {
    const { signal, log } = this.deps;
    for (const wait of waits(RETRY_PACE)) {
      try {
        return await this.finish(task);
      } catch (error) {
        if (signal.aborted) return;
        log.error(`The task ${task.id} could not be stopped: it is tried again`, error);
      }
      await sleep(wait, undefined, { signal }).catch(() => {});
    }
  }

  /** Takes notice that a container has ended; an essential one takes its task with it. */
  ended(task: Task, container: TaskContainer, state: Ending | undefined): void {
    if (container.lastStatus === 'STOPPED' || this.restarting.has(container)) return;
    if (this.isRestarted(task, container, state)) return void this.restart(task, container);
    const stops = this.deps.store.atomically(() => this.noteEnd(task, container, state));
    if (stops) void this.resume(task);
  }

  // Private

  /** The end of a container and what follows from it are written as one: nothing would look at it again. True when the task ends, too. */
  private noteEnd(task: Task, container: TaskContainer, state: Ending | undefined): boolean {
    recordExit(container, state);
    if (container.essential) task.executionStoppedAt ??= Date.now();
    this.deps.store.tasks.save(task);
    if (task.desiredStatus === 'STOPPED') return false;
    if (!container.essential && task.containers.some(({ lastStatus }) => lastStatus !== 'STOPPED')) return false;
    this.deps.onFailure(task);
    this.mark(task, 'EssentialContainerExited', 'Essential container in task exited');
    return true;
  }

  private mark(task: Task, stopCode: StopCode, stoppedReason: string): void {
    Object.assign(task, { desiredStatus: 'STOPPED', stopCode, stoppedReason, stoppingAt: Date.now() });
    this.enter(task, task.targets.some(({ registered }) => registered) ? 'DEACTIVATING' : 'STOPPING');
  }

  private async finish(task: Task): Promise<void> {
    // The transaction that asked for it is over before this goes on: one that was taken back must stop nothing.
    await Promise.resolve();
    if (task.desiredStatus !== 'STOPPED') return;
    await this.release(task);
    this.deps.signal.throwIfAborted();
    if (task.lastStatus !== 'STOPPING') this.enter(task, 'STOPPING');
    await this.deps.settled(task);
    await this.stopContainers(task);
    task.executionStoppedAt ??= Date.now();
    task.stoppedAt = Date.now();
    this.enter(task, 'STOPPED');
  }

  private async release(task: Task): Promise<void> {
    const serves = ({ containerName }: { containerName: string }) =>
      task.containers.some(({ name, lastStatus }) => name === containerName && lastStatus === 'RUNNING');
    await this.deps.targets.release(task, task.targets.some(serves)).catch((error) => {
      // What was stopped for now goes on at the next start; a balancer that fails must not keep the task alive.
      this.deps.signal.throwIfAborted();
      this.deps.log.error(`The task ${task.id} could not be deregistered`, error);
    });
  }

  /** Those that depend on others go before them. */
  private async stopContainers(task: Task): Promise<void> {
    const definition = definitionOf(this.deps.store, task.definition);
    const containers = new Map(task.containers.map((container) => [container.name, container]));
    await inOrder(
      [...containers.keys()],
      (name) => stoppedBefore(definition, name),
      (name) => this.stopContainer(task, containers.get(name) as TaskContainer),
    );
  }

  private isRestarted(task: Task, container: TaskContainer, state: Ending | undefined): boolean {
    if (task.desiredStatus === 'STOPPED' || task.lastStatus !== 'RUNNING') return false;
    const definition = containerDefinition(definitionOf(this.deps.store, task.definition), container.name);
    return isRestarted(definition, container, state?.exitCode, Date.now());
  }

  /** Its ends that are told meanwhile are the one before, or one that is found here. */
  private async restart(task: Task, container: TaskContainer): Promise<void> {
    const { signal, log } = this.deps;
    this.restarting.add(container);
    const state = await this.deps.restart(container).catch(() => undefined);
    this.restarting.delete(container);
    // What was stopped for now is looked at again at the next start.
    if (signal.aborted) return;
    if (state?.status !== 'running') return this.ended(task, container, state);
    await this.deps.restarted(task, container, state).catch((error) => {
      if (!signal.aborted)
        log.error(`The container ${container.dockerName} runs again, which could not be noted`, error);
    });
  }

  private async stopContainer(task: Task, container: TaskContainer): Promise<void> {
    if (container.lastStatus === 'STOPPED') return;
    const { engine, signal, store } = this.deps;
    const grace =
      containerDefinition(definitionOf(store, task.definition), container.name).stopTimeout ?? GRACE_SECONDS;
    await whenEngineAnswers(() => engine.stop(container.dockerName, grace), signal);
    const state = await whenEngineAnswers(() => engine.inspect(container.dockerName), signal);
    if (state?.status === 'running') throw new Error(`The container ${container.dockerName} runs on after its stop.`);
    recordExit(container, state);
    store.tasks.save(task);
  }

  private enter(task: Task, status: Task['lastStatus']): void {
    task.lastStatus = status;
    task.version += 1;
    this.deps.store.tasks.save(task);
    this.deps.onChange(task);
  }
}

// Private

function recordExit(container: TaskContainer, state: Ending | undefined): void {
  // One that was never started has no exit code, whatever Docker says.
  if (state && state.status !== 'created') container.exitCode = state.exitCode;
  // The engine's own note may come a moment after the end.
  const isKilled = container.sawOutOfMemory && container.exitCode === 137;
  if (state?.outOfMemory || isKilled) container.reason = OUT_OF_MEMORY;
  container.lastStatus = 'STOPPED';
}
