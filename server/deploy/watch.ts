import { Failure } from '../../lib/failure.ts';
import { type Pace, poll } from '../../lib/retry.ts';
import type { Cluster, ServiceInfo, TaskInfo } from '../aws/ecs.ts';
import type { Balancer, TargetState } from '../aws/load-balancing.ts';
import type { Logs } from '../logs/logs.ts';
import { WEB } from '../model/formation.ts';
import type { Release } from '../model/release.ts';
import type { Output } from './output.ts';
import { type AppStack, isBusy, isUpdated } from './stack.ts';
import { serviceProcesses } from './template.ts';
import { exitOf, isHopeless } from './verdict.ts';

export interface WatchDeps {
  stack: Pick<AppStack, 'find' | 'failures'>;
  cluster: Pick<Cluster, 'listTasks' | 'service'>;
  balancer: Pick<Balancer, 'targets'>;
  logs: Pick<Logs, 'copyNumber' | 'taskEnded'>;
  /** Seconds in which a new web process must answer its first health check. */
  healthTimeout: number;
  now?: () => number;
}

/** So many stopped copies of a new release are no accident any more. */
const MOST_STOPPED = 3;

/** Closer than the usual pace, as somebody waits; still slow enough for the rate limits of an AWS account. */
const PACE: Pace = { first: 50, factor: 1.1, most: 2000 };

/** States of a task that has not run yet, such as while its image is pulled. */
const STARTING = ['PROVISIONING', 'PENDING', 'ACTIVATING'];

/** ECS's words when there is no machine that a copy fits on. */
const NOT_PLACED = /unable to (consistently )?(place|start)/;

/**
 * Watches a stack update until the new release serves, and tells what happens. CloudFormation itself may take half an
 * hour to give up; this watches the tasks and gives up, with the reason, as soon as it is clear that they fail.
 */
export class Watch {
  private readonly deps: WatchDeps;
  private readonly release: Release;
  private readonly output: Output;
  private readonly startedAt = new Date();
  /** Task id → what was last told of it. */
  private readonly told = new Map<string, string>();
  private readonly toldEvents = new Set<string>();
  private readonly targetsBefore: ReadonlySet<string>;
  private waitingSince: number;
  private probe: string | undefined;
  private isHealthy = false;

  /** `targetsBefore` are the load balancer's targets of the release that ran until now. */
  constructor(deps: WatchDeps, job: { release: Release; targetsBefore: readonly TargetState[]; output: Output }) {
    this.deps = deps;
    this.release = job.release;
    this.output = job.output;
    this.targetsBefore = new Set(job.targetsBefore.map(({ target }) => target));
    this.waitingSince = this.now();
  }

  /** Answers when the release serves; throws a `Failure` that says what failed. */
  async untilServing(signal: AbortSignal): Promise<void> {
    await poll(() => this.look(), { signal, pace: PACE });
  }

  // Private

  private async look(): Promise<true | undefined> {
    const processes = serviceProcesses(this.release);
    const [stack, tasks, web] = await Promise.all([
      this.deps.stack.find(),
      this.deps.cluster.listTasks(this.release.app, processes),
      processes.includes(WEB) ? this.deps.cluster.service(this.release.app, WEB) : undefined,
    ]);
    const own = tasks.filter(({ release }) => release === this.release.id);
    for (const task of own.filter(isStopped)) this.tellTask(task);
    for (const task of own) this.tellTask(task);
    this.tellPlacement(web);
    await this.lookAtTargets(web);
    if (stack && isUpdated(stack)) return true;
    if (!stack || !isBusy(stack) || stack.status.includes('ROLLBACK')) throw await this.stackFailed(own);
    this.checkStopped(own);
    if (processes.includes(WEB)) this.checkHealth(own, web);
    return undefined;
  }

  private tellTask(task: TaskInfo): void {
    const state = task.state === 'STOPPED' ? 'stopped' : STARTING.includes(task.state) ? 'starting' : 'running';
    if (this.told.get(task.id) === state) return;
    this.told.set(task.id, state);
    this.output.line(`${this.nameOf(task)} ${state === 'stopped' ? exitOf(task) : `is ${state}`}`);
    if (state === 'stopped') this.deps.logs.taskEnded(task.id);
  }

  private nameOf({ app, process, release, id }: TaskInfo): string {
    return `${process}.${this.deps.logs.copyNumber(app, process, release, id)}`;
  }

  private tellPlacement(web: ServiceInfo | undefined): void {
    for (const { id, time, message } of web?.events ?? []) {
      if (time < this.startedAt || this.toldEvents.has(id) || !NOT_PLACED.test(message)) continue;
      this.toldEvents.add(id);
      this.output.line(message);
    }
  }

  private async lookAtTargets(web: ServiceInfo | undefined): Promise<void> {
    if (!web?.targetGroup || this.isHealthy) return;
    const targets = await this.deps.balancer.targets(web.targetGroup);
    const fresh = targets.filter(({ target, state }) => !this.targetsBefore.has(target) && state !== 'draining');
    this.isHealthy = fresh.some(({ state }) => state === 'healthy');
    if (this.isHealthy) {
      this.output.line('web answers its health check');
      return;
    }
    const probe = fresh.find(({ state }) => state === 'unhealthy')?.description;
    if (probe && probe !== this.probe) this.output.line(`web does not answer its health check yet: ${probe}`);
    this.probe = probe ?? this.probe;
  }

  private checkStopped(own: TaskInfo[]): void {
    const stopped = own.filter(isStopped);
    const hopeless = stopped.find(isHopeless);
    const worst = hopeless ?? stopped.find(({ process }) => count(stopped, process) >= MOST_STOPPED);
    if (worst) throw this.failure(endOf(worst, stopped));
  }

  private checkHealth(own: TaskInfo[], web: ServiceInfo | undefined): void {
    const copies = own.filter(({ process }) => process === WEB);
    const isPulling = copies.length > 0 && copies.every(({ state }) => STARTING.includes(state));
    if (isPulling || this.isHealthy) this.waitingSince = this.now();
    if (this.now() - this.waitingSince < this.deps.healthTimeout * 1000) return;
    const within = `within ${this.deps.healthTimeout} seconds`;
    if (copies.length === 0)
      throw this.failure(`web was not started ${within}: ${web?.events[0]?.message ?? 'no reason given'}`);
    const last = this.probe ? `The last probe said: ${this.probe}.` : 'No probe had an answer yet.';
    const port = `It must listen on 0.0.0.0, port ${this.release.port} ($PORT), and answer GET / with a status below 500.`;
    throw this.failure(`web did not answer its health check ${within}. ${last} ${port}`);
  }

  private async stackFailed(own: TaskInfo[]): Promise<Failure> {
    const stopped = own.filter(isStopped);
    if (stopped[0]) return this.failure(endOf(stopped[0], stopped));
    const [first = 'CloudFormation rolled the update back and gave no reason'] = await this.deps.stack.failures(
      this.startedAt,
    );
    return this.failure(first);
  }

  private failure(what: string): Failure {
    return new Failure('release_failed', `v${this.release.version} did not go live: ${what}`.replace(/([^.])$/, '$1.'));
  }

  private now(): number {
    return (this.deps.now ?? Date.now)();
  }
}

// Private

function isStopped({ state }: TaskInfo): boolean {
  return state === 'STOPPED';
}

/** `web exited with code 1, 3 times` */
function endOf(task: TaskInfo, stopped: TaskInfo[]): string {
  const times = count(stopped, task.process);
  return `${task.process} ${exitOf(task)}${times > 1 ? `, ${times} times` : ''}`;
}

function count(tasks: TaskInfo[], process: string): number {
  return tasks.filter((task) => task.process === process).length;
}
