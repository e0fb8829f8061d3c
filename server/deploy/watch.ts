import { Failure } from '../../lib/failure.ts';
import { type Pace, poll } from '../../lib/retry.ts';
import type { StackInfo } from '../aws/cloudformation.ts';
import type { Cluster, ServiceInfo, TaskInfo } from '../aws/ecs.ts';
import type { Balancer, TargetState } from '../aws/load-balancing.ts';
import type { Logs } from '../logs/logs.ts';
import { formationOf } from '../model/formation.ts';
import { probeOf } from '../model/health.ts';
import type { Release } from '../model/release.ts';
import type { Output } from './output.ts';
import { ProcessWatch, STARTING } from './process-watch.ts';
import { type AppStack, isBusy, isUpdated } from './stack.ts';
import { exitOf, isHopeless } from './verdict.ts';

export interface WatchDeps {
  stack: Pick<AppStack, 'find' | 'failures'>;
  cluster: Pick<Cluster, 'listTasks' | 'services'>;
  balancer: Pick<Balancer, 'targets'>;
  logs: Pick<Logs, 'copyNumber' | 'taskEnded'>;
  /** Seconds in which a new process must answer its first health check, where it does not ask for more. */
  healthTimeout: number;
  now?: () => number;
}

export interface WatchJob {
  release: Release;
  /** When the update was asked for. It may have failed before the request was answered. */
  askedAt: Date;
  /** Process type → the load balancer's targets of the release that ran until now. */
  targetsBefore: ReadonlyMap<string, readonly TargetState[]>;
  output: Output;
  /** Where the release itself runs already: the copies that are no news, and the processes of which new ones have to come up. */
  tasksBefore?: ReadonlySet<string>;
  growing?: readonly string[];
  /** How a failure begins, where not in `v4 did not go live`. */
  failure?: string;
}

/** So many stopped copies of a new release are no accident any more. */
const MOST_STOPPED = 3;

/** Closer than the usual pace, as somebody waits; still slow enough for the rate limits of an AWS account. */
const PACE: Pace = { first: 50, factor: 1.1, most: 2000 };

/**
 * Watches a stack update until the new release serves, and tells what happens. CloudFormation itself may take half an
 * hour to give up; this watches the tasks and gives up, with the reason, as soon as it is clear that they fail.
 */
export class Watch {
  private readonly deps: WatchDeps;
  private readonly release: Release;
  private readonly output: Output;
  private readonly askedAt: Date;
  private readonly tasksBefore: ReadonlySet<string>;
  private readonly failed: string;
  private readonly isRelease: boolean;
  /** Task id → what was last told of it. */
  private readonly told = new Map<string, string>();
  /** The processes that have copies at all. */
  private readonly processes: ReadonlyMap<string, ProcessWatch>;

  constructor(deps: WatchDeps, job: WatchJob) {
    this.deps = deps;
    this.release = job.release;
    this.askedAt = job.askedAt;
    this.isRelease = job.growing === undefined;
    this.tasksBefore = job.tasksBefore ?? new Set();
    this.failed = job.failure ?? `v${job.release.version} did not go live`;
    this.output = job.output;
    this.processes = this.processWatches(job);
  }

  /** Answers when the release serves; throws a `Failure` that says what failed. */
  async untilServing(signal: AbortSignal): Promise<void> {
    await poll(() => this.look(), { signal, pace: PACE });
  }

  // Private

  private processWatches(job: WatchJob): Map<string, ProcessWatch> {
    const formation = formationOf(job.release.processes);
    const expected = job.growing ?? Object.keys(job.release.processes);
    const running = expected.filter((process) => formation[process]!.count > 0);
    return new Map(running.map((process) => [process, this.processWatch(process, job)]));
  }

  private processWatch(process: string, { release, targetsBefore, output }: WatchJob): ProcessWatch {
    const { port, health = {} } = release.processes[process]!;
    return new ProcessWatch({
      process,
      port,
      probe: probeOf(health, this.deps.healthTimeout),
      targetsBefore: targetsBefore.get(process) ?? [],
      startedAt: this.now(),
      output,
    });
  }

  private async look(): Promise<true | undefined> {
    const { app, id, processes } = this.release;
    const [stack, tasks, services] = await Promise.all([
      this.deps.stack.find(),
      this.deps.cluster.listTasks(app, Object.keys(processes)),
      this.deps.cluster.services(app, [...this.processes.keys()]),
    ]);
    const own = tasks.filter((task) => task.release === id && !this.tasksBefore.has(task.id));
    for (const task of own.filter(isStopped)) this.tellTask(task);
    for (const task of own) this.tellTask(task);
    await Promise.all([...this.processes].map(([process, watch]) => this.lookAt(watch, services.get(process))));
    if (stack && isUpdated(stack) && this.isServing()) return true;
    if (!stack || hasFailed(stack)) throw await this.stackFailed(own);
    this.checkCopies(own);
    this.checkProcesses(own, services);
    return undefined;
  }

  /** A copy more of the same release makes no deployment whose end CloudFormation would wait for: its health is asked for. */
  private isServing(): boolean {
    return this.isRelease || [...this.processes.values()].every(({ isProbed }) => !isProbed);
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

  private async lookAt(watch: ProcessWatch, service: ServiceInfo | undefined): Promise<void> {
    watch.lookAtEvents(service, this.askedAt);
    if (!watch.isProbed || !service?.targetGroup) return;
    watch.lookAtTargets(await this.deps.balancer.targets(service.targetGroup));
  }

  private checkCopies(own: TaskInfo[]): void {
    const stopped = own.filter(isStopped);
    const hopeless = stopped.find(isHopeless);
    const worst = hopeless ?? stopped.find(({ process }) => count(stopped, process) >= MOST_STOPPED);
    if (worst) throw this.failure(endOf(worst, stopped));
    const sick = own.find(isSick);
    if (sick) throw this.failure(`${sick.process} is not well: ${healthCommandOf(this.release, sick)} fails`);
  }

  private checkProcesses(own: TaskInfo[], services: ReadonlyMap<string, ServiceInfo>): void {
    for (const [process, watch] of this.processes) {
      const copies = own.filter((task) => task.process === process);
      const trouble = watch.trouble(copies, services.get(process), this.now());
      if (trouble) throw this.failure(trouble);
    }
  }

  private async stackFailed(own: TaskInfo[]): Promise<Failure> {
    const stopped = own.filter(isStopped);
    if (stopped[0]) return this.failure(endOf(stopped[0], stopped));
    const [first] = await this.deps.stack.failures(this.askedAt);
    return this.failure(first ?? 'CloudFormation rolled the update back and gave no reason');
  }

  private failure(what: string): Failure {
    return new Failure('release_failed', `${this.failed}: ${what}`.replace(/([^.])$/, '$1.'));
  }

  private now(): number {
    return (this.deps.now ?? Date.now)();
  }
}

// Private

function hasFailed(stack: StackInfo): boolean {
  return stack.status.includes('ROLLBACK') || !(isBusy(stack) || isUpdated(stack));
}

function isStopped({ state }: TaskInfo): boolean {
  return state === 'STOPPED';
}

/** True of a copy whose own health check has failed as often as it may. */
function isSick({ health, stoppedReason = '' }: TaskInfo): boolean {
  return health === 'UNHEALTHY' || /container health check/i.test(stoppedReason);
}

function healthCommandOf({ processes }: Release, { process }: TaskInfo): string {
  const [kind, ...words] = processes[process]?.healthCommand?.test ?? [];
  return kind === undefined ? 'its health check' : `its health check (${words.join(' ')})`;
}

/** `web exited with code 1, 3 times` */
function endOf(task: TaskInfo, stopped: TaskInfo[]): string {
  const [times, exit] = [count(stopped, task.process), exitOf(task)];
  const end = `${task.process} ${exit}${times > 1 ? `, ${times} times` : ''}`;
  return exit === 'exited with code 0' ? `${end}. ${workThatEnds(task.process)}` : end;
}

function workThatEnds(process: string): string {
  return `A process must go on running: work that ends belongs into the release phase or a timer, or app.json takes no copy of it (formation.${process}.quantity: 0)`;
}

function count(tasks: TaskInfo[], process: string): number {
  return tasks.filter((task) => task.process === process).length;
}
