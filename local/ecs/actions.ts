import { type Arns, nameIn } from './arns.ts';
import { completed, failed, rollBack } from './deployments.ts';
import type { Launcher } from './launcher.ts';
import type { Machine } from './machine.ts';
import type { Deployment, EcsService, PlacementConstraint, Task } from './model.ts';
import { obstacleFor } from './placement.ts';
import { type Action, isBlocked, type Trouble } from './planner.ts';
import {
  inconsistentStarts,
  serviceEvent,
  startedTasks,
  steadyState,
  stoppedTasks,
  stuckDeployment,
  unplaceable,
} from './service-events.ts';
import type { Stopper } from './stopper.ts';
import { definitionOf, type Store, tasksOf } from './store.ts';
import { newServiceTask } from './task.ts';

/** Before the n-th restart of tasks that die early: the first at once, then ever more slowly. */
const BACK_OFF_MS = [0, 0, 250, 1000, 3000, 10_000, 30_000, 60_000];
/** A task that was healthy and ran this long did not die early. */
const LONG_RUN_MS = 60_000;
/** How often a place is looked for while there is none. */
const PLACE_RETRY_MS = 2000;

export interface ActionsDeps {
  rack: string;
  region: string;
  arns: Arns;
  store: Store;
  machine: Machine;
  launcher: Launcher;
  stopper: Stopper;
}

/** Carries out what the planner decided, and writes it down before it begins. */
export class Actions {
  private readonly deps: ActionsDeps;

  constructor(deps: ActionsDeps) {
    this.deps = deps;
  }

  take(service: EcsService, action: Action): void {
    this.deps.store.atomically(() => this.carryOut(service, action));
  }

  /** Nothing is to be done: says so once; a draining service without tasks becomes INACTIVE. True when that was news. */
  settle(service: EcsService): boolean {
    const tasks = tasksOf(this.deps.store, service);
    if (service.status === 'DRAINING') return tasks.length === 0 && this.deactivate(service);
    const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
    const [primary] = service.deployments;
    const isSteady = primary?.rolloutState === 'COMPLETED' && running === service.desiredCount;
    if (isSteady && !service.steady && tasks.length === running) this.enterSteadyState(service);
    if (primary?.rolloutState === 'IN_PROGRESS') this.tellIfBlocked(service, primary, tasks);
    return false;
  }

  /** A task of a service ended or failed to start or its checks: counts for the circuit breaker and the back-off. */
  countFailure(service: EcsService, task: Task): void {
    const deployment = service.deployments.find(({ id }) => id === task.deployment);
    if (!deployment) return;
    const ranLong = task.provedHealthy && Date.now() - (task.startedAt ?? Date.now()) > LONG_RUN_MS;
    deployment.crashes = ranLong ? 1 : deployment.crashes + 1;
    this.fail(deployment, BACK_OFF_MS[Math.min(deployment.crashes, BACK_OFF_MS.length - 1)] as number);
    if (deployment.crashes > 3) inconsistentStarts(service);
    this.deps.store.services.save(service);
  }

  // Private

  private carryOut(service: EcsService, action: Action): void {
    const primary = service.deployments[0] as Deployment;
    service.steady = false;
    if (action.do === 'start') this.start(service, primary, action.count);
    else if (action.do === 'stop') this.scaleIn(service, primary, action.tasks);
    else if (action.do === 'replace') this.replace(service, action.task, action.trouble);
    else if (action.do === 'complete') completed(service, primary);
    else if (action.do === 'fail') action.rollbackTo ? rollBack(service, primary) : failed(service, primary);
    else service.deployments = service.deployments.filter(({ id }) => id !== action.deployment);
    this.deps.store.services.save(service);
  }

  private start(service: EcsService, deployment: Deployment, count: number): void {
    const { rack, arns, store } = this.deps;
    const definition = definitionOf(store, deployment.taskDefinition);
    const started: Task[] = [];
    for (let i = 0; i < count; i++) {
      const task = newServiceTask(rack, arns, service, deployment, definition);
      if (!this.place(service, deployment, task)) break;
      started.push(store.tasks.save(task));
    }
    if (started.length === 0) return;
    startedTasks(
      service,
      started.map(({ id }) => id),
    );
    for (const task of started) this.deps.launcher.launch(task);
  }

  private place(service: EcsService, deployment: Deployment, task: Task): boolean {
    const constraints = (service.rest.placementConstraints ?? []) as PlacementConstraint[];
    const definition = definitionOf(this.deps.store, deployment.taskDefinition);
    const obstacle = obstacleFor(this.deps, task, definition, constraints);
    if (!obstacle) return true;
    // Room that is about to come free is waited for; else it counts, or a deployment would wait for ever.
    if (this.deps.store.tasks.all().some(isLeaving)) deployment.retryAt = Date.now() + PLACE_RETRY_MS / 10;
    else this.fail(deployment, PLACE_RETRY_MS);
    unplaceable(service, nameIn(this.deps.arns.instance(service.cluster)), obstacle.event);
    return false;
  }

  private scaleIn(service: EcsService, primary: Deployment, ids: string[]): void {
    const tasks = tasksOf(this.deps.store, service).filter(({ id }) => ids.includes(id));
    const isRunning = ({ lastStatus }: Task) => lastStatus === 'RUNNING';
    const [running, pending] = [tasks.filter(isRunning), tasks.filter((task) => !isRunning(task))];
    stoppedTasks(service, running.map(idOf), pending.map(idOf));
    for (const task of tasks) this.stop(task, `Scaling activity initiated by (deployment ${primary.id})`);
  }

  private replace(service: EcsService, id: string, { event, stoppedReason }: Trouble): void {
    const task = tasksOf(this.deps.store, service).find((each) => each.id === id);
    if (!task) return;
    serviceEvent(service, event);
    stoppedTasks(service, [id], []);
    this.stop(task, stoppedReason);
    this.countFailure(service, task);
  }

  private stop(task: Task, reason: string): void {
    void this.deps.stopper.stop(task, 'ServiceSchedulerInitiated', reason);
  }

  private enterSteadyState(service: EcsService): void {
    service.steady = true;
    steadyState(service);
    this.deps.store.services.save(service);
  }

  /** Says it when the deployment's own bounds keep it from going on. */
  private tellIfBlocked(service: EcsService, primary: Deployment, tasks: Task[]): void {
    const hasBegun = tasks.some(({ deployment }) => deployment === primary.id);
    if (hasBegun || tasks.length === 0 || !isBlocked({ ...service, desired: service.desiredCount })) return;
    stuckDeployment(service);
    this.deps.store.services.save(service);
  }

  private fail(deployment: Deployment, wait: number): void {
    if (deployment.rolloutState === 'IN_PROGRESS') deployment.failedTasks += 1;
    deployment.retryAt = Date.now() + wait;
  }

  private deactivate(service: EcsService): boolean {
    Object.assign(service, { status: 'INACTIVE', inactiveAt: Date.now(), deployments: [] });
    this.deps.store.services.save(service);
    return true;
  }
}

// Private

function idOf({ id }: Task): string {
  return id;
}

function isLeaving({ lastStatus }: Task): boolean {
  return lastStatus === 'DEACTIVATING' || lastStatus === 'STOPPING';
}
