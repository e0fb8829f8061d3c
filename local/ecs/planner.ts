/**
 * Decides what a service needs next: a pure function of what is. It is asked again after every change, so that each
 * answer need only be the next step, and a step that was half done when the process died is simply planned again.
 */

/** Why a task is found unhealthy, as its stopped reason and as the service's event tell it. */
export interface Trouble {
  stoppedReason: string;
  event: string;
}

export interface TaskView {
  id: string;
  deployment: string;
  /** `draining`: leaving its target groups, still serving; `stopping`: told to stop. */
  state: 'starting' | 'running' | 'draining' | 'stopping';
  /** Running and healthy by every measure it has. */
  healthy: boolean;
  /** Neither deployments nor scaling may stop it. */
  protected?: boolean;
  /** Set when it has to be replaced: why. */
  unhealthy?: Trouble;
  createdAt: number;
}

export interface DeploymentView {
  id: string;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  failedTasks: number;
  retryAt: number;
  updatedAt: number;
}

/** How many tasks there may be while some are replaced. */
export interface Bounds {
  desired: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
}

export interface Situation extends Bounds {
  now: number;
  breaker: { enable: boolean; rollback: boolean };
  /** The primary one first. */
  deployments: DeploymentView[];
  /** The id of the last deployment that completed. */
  lastCompleted?: string;
  tasks: TaskView[];
}

export type Action =
  | { do: 'start'; count: number }
  | { do: 'stop'; tasks: string[] }
  | { do: 'replace'; task: string; trouble: Trouble }
  | { do: 'complete' }
  | { do: 'fail'; rollbackTo?: string }
  | { do: 'retire'; deployment: string };

/** A failed deployment stays in the listing this long after its end, so that whoever watches sees what became of it. */
export const FAILED_SHOWN_MS = 10_000;

/** The next steps of a service. */
export function plan(situation: Situation): Action[] {
  const [primary] = situation.deployments;
  if (!primary) return stop(live(situation.tasks));
  const unhealthy = replaceUnhealthy(situation, primary);
  // A replacement must wait for what its predecessor's failure adds to the count and the back-off.
  if (unhealthy.length > 0) return unhealthy;
  if (isBroken(situation, primary)) return [failure(situation)];
  return [
    ...startMissing(situation, primary),
    ...stop([...surplus(situation, primary), ...outdated(situation, primary)].filter((task) => !task.protected)),
    ...complete(situation, primary),
    ...retire(situation),
  ];
}

/** How many failed tasks break a deployment: half of the desired ones, at least 3, at most 200. */
export function breakerThreshold(desired: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desired * 0.5)));
}

/** Whether a deployment can neither start a task beside those there are nor stop one of them. */
export function isBlocked(bounds: Bounds): boolean {
  return bounds.desired > 0 && most(bounds) <= bounds.desired && least(bounds) >= bounds.desired;
}

// Private

/** As many tasks as may be starting or running; AWS rounds down. */
function most({ desired, maximumPercent }: Bounds): number {
  return Math.floor((desired * maximumPercent) / 100);
}

/** As many tasks as must be healthy; AWS rounds up. */
function least({ desired, minimumHealthyPercent }: Bounds): number {
  return Math.ceil((desired * minimumHealthyPercent) / 100);
}

function isBroken({ breaker, desired, lastCompleted }: Situation, primary: DeploymentView): boolean {
  // What once completed is what one goes back to: it is tried on, with growing back-off, for ever.
  if (!breaker.enable || primary.rolloutState !== 'IN_PROGRESS' || primary.id === lastCompleted) return false;
  return primary.failedTasks >= breakerThreshold(desired);
}

function failure({ breaker, lastCompleted }: Situation): Action {
  return breaker.rollback && lastCompleted ? { do: 'fail', rollbackTo: lastCompleted } : { do: 'fail' };
}

function replaceUnhealthy(situation: Situation, primary: DeploymentView): Action[] {
  const bad = live(situation.tasks).filter(({ unhealthy }) => unhealthy);
  return bad.slice(0, replaceable(situation, primary, bad.length)).map(({ id, unhealthy }) => ({
    do: 'replace',
    task: id,
    trouble: unhealthy as Trouble,
  }));
}

/** A service that is rolled out starts the replacement first; where there is no room for that, it stops one by one. */
function replaceable(situation: Situation, primary: DeploymentView, bad: number): number {
  if (primary.rolloutState !== 'COMPLETED') return bad;
  const good = sound(situation.tasks);
  if (good.filter(({ healthy }) => healthy).length >= situation.desired) return bad;
  const isReplaced = good.length >= situation.desired;
  const canStart = situation.now >= primary.retryAt && most(situation) > occupied(situation).length;
  return isReplaced || canStart ? 0 : Math.min(1, bad);
}

function startMissing(situation: Situation, primary: DeploymentView): Action[] {
  if (primary.rolloutState === 'FAILED' || situation.now < primary.retryAt) return [];
  const missing = situation.desired - ofDeployment(sound(situation.tasks), primary).length;
  const count = Math.min(missing, most(situation) - occupied(situation).length);
  return count > 0 ? [{ do: 'start', count }] : [];
}

/** The tasks that take the place of another. */
function occupied(situation: Situation): TaskView[] {
  // Where there is no room for old and new beside each other, the old must be gone, not only told to go: it may hold
  // what the new one needs, a database or a lock.
  return most(situation) > situation.desired ? live(situation.tasks) : situation.tasks;
}

function surplus(situation: Situation, primary: DeploymentView): TaskView[] {
  const mine = ofDeployment(sound(situation.tasks), primary);
  // The ones that serve least go first.
  const order = mine
    .filter((task) => !task.protected)
    .sort((a, b) => Number(a.healthy) - Number(b.healthy) || b.createdAt - a.createdAt);
  return order.slice(0, Math.max(0, mine.length - situation.desired));
}

function outdated(situation: Situation, primary: DeploymentView): TaskView[] {
  const old = live(situation.tasks).filter((task) => task.deployment !== primary.id);
  const spare = Math.max(0, live(situation.tasks).filter((task) => task.healthy).length - least(situation));
  const idle = old.filter((task) => !task.healthy);
  const serving = old.filter((task) => task.healthy).sort((a, b) => a.createdAt - b.createdAt);
  return [...idle, ...serving.slice(0, spare)];
}

function complete(situation: Situation, primary: DeploymentView): Action[] {
  if (primary.rolloutState !== 'IN_PROGRESS') return [];
  const mine = ofDeployment(live(situation.tasks), primary);
  const ready = mine.length === situation.desired && mine.every((task) => task.healthy);
  const others = present(situation.tasks).some((task) => task.deployment !== primary.id);
  return ready && !others ? [{ do: 'complete' }] : [];
}

function retire({ deployments, tasks, now }: Situation): Action[] {
  const over = ({ rolloutState, updatedAt }: DeploymentView) =>
    rolloutState !== 'FAILED' || now >= updatedAt + FAILED_SHOWN_MS;
  const empty = (deployment: DeploymentView) => ofDeployment(present(tasks), deployment).length === 0;
  return deployments
    .slice(1)
    .filter((each) => empty(each) && over(each))
    .map(({ id }) => ({ do: 'retire', deployment: id }));
}

const stop = (tasks: TaskView[]): Action[] =>
  tasks.length > 0 ? [{ do: 'stop', tasks: tasks.map(({ id }) => id) }] : [];
const live = (tasks: TaskView[]) => tasks.filter(({ state }) => state === 'starting' || state === 'running');
const sound = (tasks: TaskView[]) => live(tasks).filter(({ unhealthy }) => !unhealthy);
const present = (tasks: TaskView[]) => tasks.filter(({ state }) => state !== 'stopping');
const ofDeployment = (tasks: TaskView[], { id }: DeploymentView) => tasks.filter((task) => task.deployment === id);
