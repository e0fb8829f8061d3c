/**
 * Decides what a service needs next: a pure function of what is. It is asked again after every change, so that each
 * answer need only be the next step, and a step that was half done when the process died is simply planned again.
 */

export interface TaskView {
  id: string;
  deployment: string;
  /** `draining`: leaving its target groups, still serving; `stopping`: told to stop. */
  state: 'starting' | 'running' | 'draining' | 'stopping';
  /** Running and healthy by every measure it has. */
  healthy: boolean;
  /** Set when it has to be replaced: why. */
  unhealthy?: string;
  createdAt: number;
}

export interface DeploymentView {
  id: string;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  failedTasks: number;
  retryAt: number;
  updatedAt: number;
}

export interface Situation {
  now: number;
  desired: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
  breaker: { enable: boolean; rollback: boolean };
  /** The primary one first. */
  deployments: DeploymentView[];
  /** The id of the last deployment that completed. */
  lastCompleted?: string;
  tasks: TaskView[];
}

export type Action =
  | { do: 'start'; count: number }
  | { do: 'stop'; task: string }
  | { do: 'replace'; task: string; reason: string }
  | { do: 'complete' }
  | { do: 'fail'; rollbackTo?: string }
  | { do: 'retire'; deployment: string };

/** A failed deployment stays in the listing this long after its end, so that whoever watches sees what became of it. */
export const FAILED_SHOWN_MS = 10_000;

/** The next steps of a service. */
export function plan(situation: Situation): Action[] {
  const [primary] = situation.deployments;
  if (!primary) return live(situation.tasks).map(stop);
  const unhealthy = replaceUnhealthy(situation);
  // A replacement must wait for what its predecessor's failure adds to the count and the back-off.
  if (unhealthy.length > 0) return unhealthy;
  if (isBroken(situation, primary)) return [failure(situation)];
  return [
    ...startMissing(situation, primary),
    ...stopSurplus(situation, primary),
    ...stopOld(situation, primary),
    ...complete(situation, primary),
    ...retire(situation),
  ];
}

/** How many failed tasks break a deployment: half of the desired ones, at least 3, at most 200. */
export function breakerThreshold(desired: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desired * 0.5)));
}

// Private

function isBroken({ breaker, desired, lastCompleted }: Situation, primary: DeploymentView): boolean {
  // What once completed is what one goes back to: it is tried on, with growing back-off, for ever.
  if (!breaker.enable || primary.rolloutState !== 'IN_PROGRESS' || primary.id === lastCompleted) return false;
  return primary.failedTasks >= breakerThreshold(desired);
}

function failure({ breaker, lastCompleted }: Situation): Action {
  return breaker.rollback && lastCompleted ? { do: 'fail', rollbackTo: lastCompleted } : { do: 'fail' };
}

function replaceUnhealthy({ tasks }: Situation): Action[] {
  return live(tasks).flatMap(({ id, unhealthy }) =>
    unhealthy ? [{ do: 'replace', task: id, reason: unhealthy }] : [],
  );
}

function startMissing(situation: Situation, primary: DeploymentView): Action[] {
  if (primary.rolloutState === 'FAILED' || situation.now < primary.retryAt) return [];
  const missing = situation.desired - ofDeployment(live(situation.tasks), primary).length;
  const most = Math.floor((situation.desired * situation.maximumPercent) / 100);
  // Where there is no room for old and new beside each other, the old must be gone, not only told to go: it may hold
  // what the new one needs, a database or a lock.
  const taken = most > situation.desired ? live(situation.tasks) : situation.tasks;
  const count = Math.min(missing, most - taken.length);
  return count > 0 ? [{ do: 'start', count }] : [];
}

function stopSurplus(situation: Situation, primary: DeploymentView): Action[] {
  const mine = ofDeployment(live(situation.tasks), primary);
  // The ones that serve least go first.
  const order = mine.sort((a, b) => Number(a.healthy) - Number(b.healthy) || b.createdAt - a.createdAt);
  return order.slice(0, Math.max(0, mine.length - situation.desired)).map(stop);
}

function stopOld(situation: Situation, primary: DeploymentView): Action[] {
  const old = live(situation.tasks).filter((task) => task.deployment !== primary.id);
  const least = Math.ceil((situation.desired * situation.minimumHealthyPercent) / 100);
  const spare = Math.max(0, live(situation.tasks).filter((task) => task.healthy).length - least);
  const idle = old.filter((task) => !task.healthy);
  const serving = old.filter((task) => task.healthy).sort((a, b) => a.createdAt - b.createdAt);
  return [...idle, ...serving.slice(0, spare)].map(stop);
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

const stop = ({ id }: TaskView): Action => ({ do: 'stop', task: id });
const live = (tasks: TaskView[]) => tasks.filter(({ state }) => state === 'starting' || state === 'running');
const present = (tasks: TaskView[]) => tasks.filter(({ state }) => state !== 'stopping');
const ofDeployment = (tasks: TaskView[], { id }: DeploymentView) => tasks.filter((task) => task.deployment === id);
