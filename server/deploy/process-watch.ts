import type { ServiceInfo, TaskInfo } from '../aws/ecs.ts';
import type { TargetState } from '../aws/load-balancing.ts';
import type { Probe } from '../model/health.ts';
import type { Output } from './output.ts';

export interface ProcessJob {
  process: string;
  /** Where it listens; undefined of a process that gets no requests. */
  port: number | undefined;
  probe: Probe;
  /** The load balancer's targets of the release that ran until now. */
  targetsBefore: readonly TargetState[];
  /** The time in milliseconds. */
  startedAt: number;
  output: Output;
}

/** States of a task that has not run yet, such as while its image is pulled. */
export const STARTING = ['PROVISIONING', 'PENDING', 'ACTIVATING'];

/** ECS's words when there is no machine that a copy fits on. */
const NOT_PLACED = /unable to (consistently )?(place|start)/;

/** One process of a new release, until it runs and, where it gets requests, answers its health check. */
export class ProcessWatch {
  private readonly job: ProcessJob;
  private readonly toldEvents = new Set<string>();
  private readonly targetsBefore: ReadonlySet<string>;
  private waitingSince: number;
  private lastProbe: string | undefined;
  private isHealthy = false;

  constructor(job: ProcessJob) {
    this.job = job;
    this.targetsBefore = new Set(job.targetsBefore.map(({ target }) => target));
    this.waitingSince = job.startedAt;
  }

  /** True while it is of interest how the load balancer sees its targets. */
  get isProbed(): boolean {
    return this.job.port !== undefined && !this.isHealthy;
  }

  /** Tells those events of its service that say why no copy is started. */
  lookAtEvents(service: ServiceInfo | undefined, since: Date): void {
    for (const { id, time, message } of service?.events ?? []) {
      if (time < since || this.toldEvents.has(id) || !NOT_PLACED.test(message)) continue;
      this.toldEvents.add(id);
      this.job.output.line(message);
    }
  }

  /** Tells what the load balancer found, where that is news. */
  lookAtTargets(targets: readonly TargetState[]): void {
    const { process, output } = this.job;
    const fresh = targets.filter(({ target, state }) => !this.targetsBefore.has(target) && state !== 'draining');
    this.isHealthy = fresh.some(({ state }) => state === 'healthy');
    if (this.isHealthy) {
      output.line(`${process} answers its health check`);
      return;
    }
    const probe = fresh.find(({ state }) => state === 'unhealthy')?.description;
    if (probe && probe !== this.lastProbe) output.line(`${process} does not answer its health check yet: ${probe}`);
    this.lastProbe = probe ?? this.lastProbe;
  }

  /** Why it is given up, as a sentence without its end; undefined while it is on its way. */
  trouble(copies: readonly TaskInfo[], service: ServiceInfo | undefined, now: number): string | undefined {
    const isPulling = copies.length > 0 && copies.every(({ state }) => STARTING.includes(state));
    const isWell = this.job.port === undefined ? copies.length > 0 : this.isHealthy;
    if (isPulling || isWell) this.waitingSince = now;
    if (now - this.waitingSince < this.job.probe.grace * 1000) return undefined;
    return copies.length === 0 ? this.notStarted(service) : this.notHealthy();
  }

  // Private

  private notStarted(service: ServiceInfo | undefined): string {
    const reason = service?.events[0]?.message ?? 'no reason given';
    return `${this.job.process} was not started within ${this.job.probe.grace} seconds: ${reason}`;
  }

  private notHealthy(): string {
    const { process, port, probe } = this.job;
    const last = this.lastProbe ? `The last probe said: ${this.lastProbe}.` : 'No probe had an answer yet.';
    const status = probe.codes === '200-499' ? 'below 500' : `of ${probe.codes}`;
    const must = `It must listen on 0.0.0.0, port ${port} ($PORT), and answer GET ${probe.path} with a status ${status}`;
    return `${process} did not answer its health check within ${probe.grace} seconds. ${last} ${must}`;
  }
}
