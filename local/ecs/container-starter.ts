import type { ContainerState } from '../docker/containers.ts';
import { statusOf, whenEngineAnswers } from '../docker/engine.ts';
import type { Arns } from './arns.ts';
import { containerDefinition, containerOptions } from './container-options.ts';
import type { ImageSource } from './image-source.ts';
import { ContainerError, engineTrouble } from './launch-error.ts';
import type { Task, TaskContainer, TaskDefinition } from './model.ts';
import type { Provisions } from './provisions.ts';

/** The calls to the Docker engine that starting a task takes. */
export interface LaunchEngine {
  create(options: ReturnType<typeof containerOptions>): Promise<void>;
  start(name: string): Promise<void>;
  inspect(name: string): Promise<ContainerState | undefined>;
  ensureNetwork(): Promise<void>;
}

export interface StarterDeps {
  rack: string;
  arns: Arns;
  engine: LaunchEngine;
  images: ImageSource;
  provisions: Provisions;
  signal: AbortSignal;
}

/** Makes and starts single containers of tasks; rejects with a `ContainerError` in the words of ECS's agent. */
export class ContainerStarter {
  private readonly deps: StarterDeps;

  constructor(deps: StarterDeps) {
    this.deps = deps;
  }

  /** Makes a container, after its image was pulled if it was not there. */
  async create(task: Task, definition: TaskDefinition, container: TaskContainer): Promise<void> {
    const { rack, arns, provisions } = this.deps;
    task.pullStartedAt ??= Date.now();
    const provision = await provisions.of(task, definition, containerDefinition(definition, container.name));
    const clusterArn = arns.cluster(task.cluster);
    const options = containerOptions({ rack, clusterArn, task, definition, container, ...provision });
    if (await this.tryCreate(options)) return this.pulled(task);
    await this.pull(container);
    this.pulled(task);
    if (!(await this.tryCreate(options)))
      throw new ContainerError(`CannotPullContainerError: ${container.image} is gone`);
  }

  /** Starts a container that was made; one that runs already is left alone. */
  async start({ dockerName }: TaskContainer): Promise<void> {
    const { engine, signal } = this.deps;
    try {
      await whenEngineAnswers(() => engine.start(dockerName), signal);
    } catch (error) {
      if (statusOf(error) !== 404) throw engineTrouble('CannotStartContainerError', error, signal);
      await engine.ensureNetwork();
      await engine.start(dockerName).catch((again) => {
        throw engineTrouble('CannotStartContainerError', again, signal);
      });
    }
  }

  // Private

  /** False when the image is not there: an image that is there is not asked for at its registry. */
  private async tryCreate(options: ReturnType<typeof containerOptions>): Promise<boolean> {
    try {
      await whenEngineAnswers(() => this.deps.engine.create(options), this.deps.signal);
    } catch (error) {
      if (statusOf(error) === 404) return false;
      // The name is taken by the container that an earlier, interrupted attempt made.
      if (statusOf(error) !== 409) throw engineTrouble('CannotCreateContainerError', error, this.deps.signal);
    }
    return true;
  }

  private async pull(container: TaskContainer): Promise<void> {
    try {
      await whenEngineAnswers(() => this.deps.images.pull(container.image), this.deps.signal);
    } catch (error) {
      throw engineTrouble('CannotPullContainerError', error, this.deps.signal);
    }
  }

  /** An image that was there has been pulled in no time. */
  private pulled(task: Task): void {
    task.pullStoppedAt = Date.now();
  }
}
