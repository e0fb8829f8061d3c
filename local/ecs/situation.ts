import { containerDefinition } from './container-options.ts';
import type { EcsService, Task, TaskContainer, TaskTarget } from './model.ts';
import { FAILED_SHOWN_MS, type Situation, type TaskView, type Trouble } from './planner.ts';
import { isProtected } from './protection.ts';
import { definitionOf, type Store, tasksOf } from './store.ts';
import { type TargetHealth, targetKey } from './targets.ts';

/** A task that nothing checks counts as healthy when it has run this long: most that cannot start end sooner. */
const SETTLE_MS = 2000;
/** While a new task waits for its first healthy answer; a push waits with it. */
const WATCHING_MS = 20;
/** While nothing is under way. */
const IDLE_MS = 2000;

/** What the planner has to know about a service at a time, by what its target groups say. */
export function situationOf(
  store: Store,
  service: EcsService,
  health: Map<string, TargetHealth>,
  now = Date.now(),
): Situation {
  return {
    now,
    desired: service.desiredCount,
    minimumHealthyPercent: service.minimumHealthyPercent,
    maximumPercent: service.maximumPercent,
    breaker: service.circuitBreaker,
    deployments: service.deployments,
    ...(service.lastCompleted && { lastCompleted: service.lastCompleted.id }),
    tasks: tasksOf(store, service).map((task) => viewOf(store, service, task, health, now)),
  };
}

/** Milliseconds until the service must be looked at, if nothing happens before; undefined when only a request can change it. */
export function nextLook(store: Store, service: EcsService): number | undefined {
  const now = Date.now();
  const tasks = tasksOf(store, service);
  if (isAtRest(service, tasks)) return undefined;
  const times = service.deployments.map(({ rolloutState, retryAt, updatedAt }) =>
    rolloutState === 'FAILED' ? updatedAt + FAILED_SHOWN_MS : retryAt,
  );
  for (const task of tasks) if (isUnproved(task)) times.push(provesAt(task, now));
  return Math.min(IDLE_MS, ...times.filter((time) => time > now).map((time) => time - now));
}

/** The tasks that count as healthy from this time on for no other reason than their age. */
export function comingOfAge(store: Store, service: EcsService, now: number): Task[] {
  const isOfAge = (task: Task) => isUnproved(task) && isSettled(task, now);
  return tasksOf(store, service).filter((task) => isOfAge(task) && restsOnAge(store, task));
}

// Private

const STATES = {
  PROVISIONING: 'starting',
  PENDING: 'starting',
  RUNNING: 'running',
  DEACTIVATING: 'draining',
  STOPPING: 'stopping',
  STOPPED: 'stopping',
} as const;

function viewOf(
  store: Store,
  service: EcsService,
  task: Task,
  health: Map<string, TargetHealth>,
  now: number,
): TaskView {
  const state = STATES[task.lastStatus];
  const trouble = state === 'running' ? troubleOf(task, health) : undefined;
  const healthy = state === 'running' && !trouble && isHealthy(store, task, health, now);
  if (healthy && !task.provedHealthy) {
    task.provedHealthy = true;
    store.tasks.save(task);
  }
  const inGrace = now < (task.startedAt ?? now) + service.healthCheckGracePeriodSeconds * 1000;
  return {
    id: task.id,
    deployment: task.deployment ?? '',
    state,
    healthy,
    ...(isProtected(task, now) && { protected: true }),
    ...(trouble && !inGrace && { unhealthy: trouble }),
    createdAt: task.createdAt,
  };
}

function troubleOf(task: Task, health: Map<string, TargetHealth>): Trouble | undefined {
  if (task.containers.some((each) => each.essential && each.health === 'UNHEALTHY')) {
    const failed = 'failed container health checks';
    return { stoppedReason: `Task ${failed}`, event: `(task ${task.id}) ${failed}.` };
  }
  for (const target of task.targets) {
    const found = health.get(targetKey(target));
    if (target.registered && found?.state === 'unhealthy') return unhealthyTarget(task, target, found);
  }
  return undefined;
}

function unhealthyTarget({ id }: Task, { port, targetGroupArn }: TaskTarget, { description }: TargetHealth): Trouble {
  const group = `(target-group ${targetGroupArn})`;
  const reason = description || 'Health checks failed';
  return {
    stoppedReason: `Task failed ELB health checks in ${group}`,
    event: `(task ${id}) (port ${port}) is unhealthy in ${group} due to (reason ${reason})`,
  };
}

function isHealthy(store: Store, task: Task, health: Map<string, TargetHealth>, now: number): boolean {
  // What was healthy stays so until told otherwise: a balancer that has just restarted says `initial` of all.
  if (task.provedHealthy) return true;
  if (checkedContainers(store, task).some((each) => each.health !== 'HEALTHY')) return false;
  if (task.targets.length < task.loadBalancers.length) return false;
  if (task.targets.some((target) => health.get(targetKey(target))?.state !== 'healthy')) return false;
  return !restsOnAge(store, task) || isSettled(task, now);
}

/** Nothing but its age tells whether it is healthy. */
function restsOnAge(store: Store, task: Task): boolean {
  return task.loadBalancers.length + task.targets.length === 0 && checkedContainers(store, task).length === 0;
}

function isSettled({ startedAt }: Task, now: number): boolean {
  return now >= (startedAt ?? now) + SETTLE_MS;
}

function checkedContainers(store: Store, task: Task): TaskContainer[] {
  const definition = definitionOf(store, task.definition);
  return task.containers.filter(
    ({ name, essential }) => essential && containerDefinition(definition, name).healthCheck,
  );
}

/** It has no tasks, wants none, and nothing is to be said of its deployments later. */
function isAtRest({ desiredCount, deployments }: EcsService, tasks: Task[]): boolean {
  return (
    desiredCount === 0 && tasks.length === 0 && deployments.every(({ rolloutState }) => rolloutState === 'COMPLETED')
  );
}

function isUnproved(task: Task): boolean {
  return task.lastStatus === 'RUNNING' && !task.provedHealthy;
}

function provesAt(task: Task, now: number): number {
  const settles = (task.startedAt ?? now) + SETTLE_MS;
  return task.loadBalancers.length > 0 ? now + WATCHING_MS : Math.max(now + WATCHING_MS, settles);
}
