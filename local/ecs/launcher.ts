import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { poll, waits } from '../../lib/retry.ts';
import type { ContainerState } from '../docker/containers.ts';
import { sentenceOf, whenEngineAnswers } from '../docker/engine.ts';
import { whenAvailable } from '../endpoint/when-available.ts';
import { containerDefinition } from './container-options.ts';
import { ContainerStarter, type StarterDeps } from './container-starter.ts';
import { inOrder, isMet, startedBefore } from './dependencies.ts';
import { ContainerError, LaunchError } from './launch-error.ts';
import type { Task, TaskContainer, TaskDefinition } from './model.ts';
import { definitionOf, type Store } from './store.ts';
import type { Targets } from './targets.ts';

/** What a task says whose container could not be started; the container says why. */
const FAILED_TO_START = 'Task failed to start';
const DEPENDENCY_PACE = { first: 20, factor: 1.5, most: 200 };
const REGISTER_PACE = { first: 100, factor: 2, most: 5000 };

export interface LauncherDeps extends StarterDeps {
  store: Store;
  targets: Targets;
  log: Log;
  onChange: (task: Task) => void;
  onFailure: (task: Task, reason: string) => void;
  onEnded: (task: Task, container: TaskContainer, state: ContainerState | undefined) => void;
}

/** Brings tasks from PROVISIONING to RUNNING. Every step may be done again: after a crash a launch is simply resumed. */
export class Launcher {
  private readonly deps: LauncherDeps;
  private readonly starter: ContainerStarter;
  private readonly inFlight = new Map<string, Promise<void>>();

  constructor(deps: LauncherDeps) {
    this.deps = deps;
    this.starter = new ContainerStarter(deps);
  }

  /** Starts a task that has no containers yet. */
  launch(task: Task): void {
    let isNew = true;
    this.track(task, () => {
      const first = isNew;
      isNew = false;
      return this.run(task, first);
    });
  }

  /** Goes on with a task whose containers may be there, running or not. */
  resume(task: Task): Promise<void> {
    return this.track(task, () => this.run(task, false));
  }

  /** Starts a container again that has exited; answers how it is then. */
  async restart(container: TaskContainer): Promise<ContainerState | undefined> {
    container.restartedAt = Date.now();
    await this.starter.start(container);
    return whenEngineAnswers(() => this.deps.engine.inspect(container.dockerName), this.deps.signal);
  }

  /** Takes notice that a container runs again. Docker may have given it another address, under which it is registered anew. */
  async restarted(task: Task, container: TaskContainer, state: ContainerState): Promise<void> {
    const { ip } = container;
    this.note(task, container, state);
    if (container.ip === ip || !task.targets.some(({ containerName }) => containerName === container.name)) return;
    await this.deps.targets.release(task, false);
    task.targets = [];
    await this.register(task);
  }

  /** Resolves when no launch of this task is under way. */
  settled(task: Task): Promise<void> {
    return this.inFlight.get(task.arn) ?? Promise.resolve();
  }

  // Private

  private track(task: Task, run: () => Promise<void>): Promise<void> {
    const tracked = this.enduring(task, run)
      .catch((error) => this.enduring(task, async () => this.failed(task, error)))
      .catch((error) => this.deps.log.error(`The task ${task.id} could not be given up`, error))
      .finally(() => this.inFlight.delete(task.arn));
    this.inFlight.set(task.arn, tracked);
    return tracked;
  }

  private enduring(task: Task, work: () => Promise<void>): Promise<void> {
    const onLack = (lack: string) => this.deps.log.error(`The task ${task.id} waits: ${lack}`);
    return whenAvailable(work, { signal: this.deps.signal, onLack });
  }

  private async run(task: Task, isNew: boolean): Promise<void> {
    if (this.isGone(task)) return;
    if (task.lastStatus === 'PROVISIONING') this.enter(task, 'PENDING');
    // The transaction that made the task is over before this goes on: one that was taken back must start nothing.
    await Promise.resolve();
    if (this.isGone(task)) return;
    await this.bringAll(task, definitionOf(this.deps.store, task.definition), isNew);
    if (task.desiredStatus === 'STOPPED') return;
    task.startedAt ??= Date.now();
    this.enter(task, 'RUNNING');
    await this.register(task);
  }

  private isGone({ arn }: Task): boolean {
    return this.deps.store.tasks.get(arn) === undefined;
  }

  /** Brings up each container when those that it depends on are as far as it wants; the first failure ends all waiting. */
  private async bringAll(task: Task, definition: TaskDefinition, isNew: boolean): Promise<void> {
    const failed = new AbortController();
    const signal = AbortSignal.any([failed.signal, this.deps.signal]);
    const names = task.containers.map(({ name }) => name);
    const work = async (name: string) => {
      const container = containerOf(task, name);
      if (container.lastStatus === 'STOPPED' || task.desiredStatus === 'STOPPED') return;
      if (container.lastStatus === 'PENDING') await this.awaitDependencies(task, definition, container, signal);
      if (task.desiredStatus === 'RUNNING') await this.bring(task, definition, container, isNew);
    };
    let cause: unknown;
    const watched = (name: string) =>
      work(name).catch((error) => {
        if (!failed.signal.aborted) cause = blame(containerOf(task, name), error);
        failed.abort();
        throw cause;
      });
    await inOrder(names, (name) => startedBefore(definition, name), watched);
  }

  private async awaitDependencies(
    task: Task,
    definition: TaskDefinition,
    { name }: TaskContainer,
    signal: AbortSignal,
  ): Promise<void> {
    for (const dependency of containerDefinition(definition, name).dependsOn ?? []) {
      const { containerName } = dependency;
      const isOver = () =>
        task.desiredStatus === 'STOPPED' ||
        isMet(
          dependency,
          containerOf(task, containerName),
          containerDefinition(definition, containerName),
          name,
          Date.now(),
        );
      await poll(async () => isOver() || undefined, { pace: DEPENDENCY_PACE, signal });
    }
  }

  private async bring(task: Task, definition: TaskDefinition, container: TaskContainer, isNew: boolean): Promise<void> {
    const { engine, signal } = this.deps;
    const look = () => whenEngineAnswers(() => engine.inspect(container.dockerName), signal);
    let state = isNew ? undefined : await look();
    if (!state && container.lastStatus === 'RUNNING') return this.deps.onEnded(task, container, undefined);
    if (!state) await this.starter.create(task, definition, container);
    if (task.desiredStatus === 'STOPPED') return;
    if (!state || state.status === 'created') {
      await this.starter.start(container);
      state = await look();
    }
    if (state) this.note(task, container, state);
  }

  private note(task: Task, container: TaskContainer, state: ContainerState): void {
    container.runtimeId = state.id;
    container.imageDigest = state.image;
    container.health = state.health;
    if (state.ip) container.ip = state.ip;
    if (state.status === 'exited') this.deps.onEnded(task, container, state);
    else
      Object.assign(container, {
        lastStatus: 'RUNNING',
        startedAt: container.startedAt ?? Date.now(),
        reason: undefined,
      });
    this.deps.store.tasks.save(task);
  }

  private async register(task: Task): Promise<void> {
    for (const wait of waits(REGISTER_PACE)) {
      if (task.desiredStatus === 'STOPPED') return;
      try {
        await this.deps.targets.register(task);
        return this.deps.onChange(task);
      } catch (error) {
        this.deps.log.error(`The task ${task.id} could not be registered with its target group`, error);
      }
      await sleep(wait, undefined, { signal: this.deps.signal });
    }
  }

  private enter(task: Task, status: Task['lastStatus']): void {
    task.lastStatus = status;
    task.version += 1;
    this.deps.store.tasks.save(task);
    this.deps.onChange(task);
  }

  private failed(task: Task, error: unknown): void {
    if (this.deps.signal.aborted) return;
    if (!(error instanceof LaunchError)) this.deps.log.error(`The task ${task.id} could not be started`, error);
    const isTasks = error instanceof LaunchError && !(error instanceof ContainerError);
    if (task.desiredStatus === 'RUNNING') this.deps.onFailure(task, isTasks ? sentenceOf(error) : FAILED_TO_START);
  }
}

// Private

function containerOf(task: Task, name: string): TaskContainer {
  return task.containers.find((each) => each.name === name) as TaskContainer;
}

/** Notes at the container why it could not be started, unless it is the whole task's trouble. */
function blame(container: TaskContainer, error: unknown): unknown {
  const isTasks = error instanceof LaunchError && !(error instanceof ContainerError);
  if (!isTasks) container.reason = sentenceOf(error);
  return error;
}
