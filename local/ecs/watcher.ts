import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { RACK_LABEL } from '../config.ts';
import type { ContainerEntry, Containers } from '../docker/containers.ts';
import { type Engine, isEngineGone } from '../docker/engine.ts';
import { type ContainerEvent, followEvents } from '../docker/events.ts';
import { CONTAINER_LABEL, TASK_LABEL } from './container-options.ts';
import type { Health, Task, TaskContainer } from './model.ts';
import type { Stopper } from './stopper.ts';
import type { Store } from './store.ts';
import type { Volumes } from './volumes.ts';

/** How often Docker is looked at whether or not it told anything. */
const RECONCILE_MS = 3000;
/** Containers that belong to nobody get this long after SIGTERM. */
const ORPHAN_GRACE_SECONDS = 10;
/** What SIGKILL ended may have been out of memory: Docker notes it up to so many milliseconds after the end. */
const MEMORY_NOTE_MS = 1000;
const KILLED = 137;

export interface WatcherDeps {
  rack: string;
  store: Store;
  engine: Engine;
  containers: Containers;
  volumes: Volumes;
  stopper: Stopper;
  log: Log;
  signal: AbortSignal;
  /** Milliseconds that the containers of stopped tasks stay: whoever reads their logs needs the time. */
  keepContainers: number;
  onChange: (task: Task) => void;
  /** Drops what nobody may ask for any more. */
  forget: () => void;
}

/** Follows what really runs: by Docker's events at once, and by a look at all containers every few seconds. */
export class Watcher {
  private readonly deps: WatcherDeps;
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;

  constructor(deps: WatcherDeps) {
    this.deps = deps;
  }

  start(): void {
    const { engine, rack, signal, log } = this.deps;
    const onEvent = (event: ContainerEvent) => void this.heard(event).catch((error) => this.lost(error));
    const onOpen = () => void this.look();
    void followEvents(engine, { label: `${RACK_LABEL}=${rack}`, signal, log, onOpen, onEvent });
    this.timer = setInterval(() => void this.look(), RECONCILE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The containers of tasks at the engine, ended ones too. */
  async containers(): Promise<ContainerEntry[]> {
    const all = await this.deps.containers.list(RACK_LABEL, this.deps.rack);
    return all.filter(({ labels }) => labels[TASK_LABEL]);
  }

  /** Finds the ends and the changes of health that nobody told of, and clears away what is no longer needed. */
  async reconcile(): Promise<void> {
    const entries = await this.containers();
    const running = new Map(entries.filter((entry) => entry.running).map((entry) => [entry.name, entry]));
    for (const task of this.deps.store.tasks.all()) {
      if (task.lastStatus === 'STOPPED') continue;
      for (const container of task.containers) {
        if (container.lastStatus !== 'RUNNING') continue;
        const entry = running.get(container.dockerName);
        if (!entry) await this.lookAt(task, container);
        else this.noteHealth(task, container, entry.health);
      }
    }
    await Promise.all(entries.map((entry) => this.clear(entry)));
    const held = new Set(entries.map(({ labels }) => labels[TASK_LABEL]));
    await this.deps.volumes.sweep((owner) => !held.has(owner) && this.isOver(owner));
    this.deps.forget();
  }

  /** Looks at the containers of a task that are to run. */
  async check(task: Task): Promise<void> {
    const running = task.containers.filter(({ lastStatus }) => lastStatus === 'RUNNING');
    await Promise.all(running.map((container) => this.lookAt(task, container)));
  }

  // Private

  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    await this.reconcile().catch((error) => this.lost(error));
    this.isLooking = false;
  }

  private lost(error: unknown): void {
    if (this.deps.signal.aborted || isEngineGone(error)) return;
    this.deps.log.error('Docker could not be looked at', error);
  }

  private async heard({ action, attributes }: ContainerEvent): Promise<void> {
    const task = this.deps.store.tasks.get(attributes[TASK_LABEL] ?? '');
    const container = task?.containers.find(({ name }) => name === attributes[CONTAINER_LABEL]);
    if (!task || !container) return;
    if (action.startsWith('health_status: ')) return this.heardHealth(task, container, action);
    if (action === 'oom') container.sawOutOfMemory = true;
    if (action === 'die') await this.lookAt(task, container, Number(attributes.exitCode));
  }

  private heardHealth(task: Task, container: TaskContainer, action: string): void {
    const health: Record<string, Health> = { healthy: 'HEALTHY', unhealthy: 'UNHEALTHY' };
    this.noteHealth(task, container, health[action.slice('health_status: '.length)] ?? 'UNKNOWN');
  }

  private noteHealth(task: Task, container: TaskContainer, health: Health): void {
    if (container.health === health) return;
    container.health = health;
    this.deps.store.tasks.save(task);
    this.deps.onChange(task);
  }

  private async lookAt(task: Task, container: TaskContainer, exitCode?: number): Promise<void> {
    const state = await this.inspect(task, container);
    if (state?.status === 'running') return;
    const removed = exitCode === undefined ? undefined : { exitCode, outOfMemory: false };
    this.deps.stopper.ended(task, container, state ?? removed);
  }

  private async inspect(task: Task, container: TaskContainer) {
    const state = await this.deps.containers.inspect(container.dockerName);
    const mayBeMemory = state?.exitCode === KILLED && !state.outOfMemory && !container.sawOutOfMemory;
    if (!mayBeMemory || task.desiredStatus === 'STOPPED') return state;
    await sleep(MEMORY_NOTE_MS);
    return this.deps.containers.inspect(container.dockerName);
  }

  /** A task that is over, and the last cluster: its instances would be gone, and all that lay on them. */
  private isOver(arn: string): boolean {
    const { tasks, clusters } = this.deps.store;
    if (arn.includes(':task/')) return (tasks.get(arn)?.lastStatus ?? 'STOPPED') === 'STOPPED';
    const all = clusters.all();
    return all.some((cluster) => cluster.arn === arn) && all.every(({ status }) => status === 'INACTIVE');
  }

  private async clear(entry: ContainerEntry): Promise<void> {
    const task = this.deps.store.tasks.get(entry.labels[TASK_LABEL] as string);
    if (task && task.lastStatus !== 'STOPPED') return;
    if (entry.running) {
      this.deps.log.info(`The container ${entry.name} belongs to no running task: it is stopped.`);
      await this.deps.containers.stop(entry.name, ORPHAN_GRACE_SECONDS);
    }
    const isOver = Date.now() > (task?.stoppedAt ?? 0) + this.deps.keepContainers;
    if (isOver) await this.deps.containers.remove(entry.name);
  }
}
