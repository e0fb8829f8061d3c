import type { Log } from '../../lib/log.ts';
import { onBehalfOf } from '../endpoint/caller.ts';
import type { CallAws } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import type { HaProxy } from './haproxy/proxy.ts';
import { parseAnswers } from './haproxy/request-table.ts';
import { backendOf } from './haproxy/routing.ts';
import { Measured } from './measured.ts';
import type { State } from './state.ts';

/** Milliseconds between looks at what was counted. AWS tells a minute when it is over; here it grows while it runs. */
const READ_EVERY = 5000;
/** Metrics in a call at most. */
const AT_ONCE = 1000;

/** How many answers of each kind a worker had counted when it was last looked at. */
type Counts = Record<string, number>;

/**
 * Tells CloudWatch what HAProxy counts. What was told is remembered in one change with the telling, so that after a crash nothing
 * is told twice; what was counted meanwhile is told then, unless it is older than what HAProxy keeps.
 */
export class RequestMetrics {
  private readonly deps: { state: State; proxy: Pick<HaProxy, 'requests'>; callAws: CallAws; log: Log };
  private readonly database: Database;
  private readonly told: Documents<Counts>;
  private timer: NodeJS.Timeout | undefined;
  private running = Promise.resolve();
  private lack = '';

  constructor(deps: RequestMetrics['deps'] & { database: Database }) {
    this.deps = deps;
    this.database = deps.database;
    this.told = openDocuments(deps.database, 'elb_told_requests');
  }

  start(): void {
    this.timer = setInterval(() => this.tell(), READ_EVERY);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Tells what was counted up to now. */
  tell(): Promise<void> {
    this.running = this.running
      .then(() => this.tellAll())
      .then(
        () => this.noted(''),
        (error) => this.noted(error),
      );
    return this.running;
  }

  // Private

  private async tellAll(): Promise<void> {
    if (this.deps.state.targetGroups.size === 0) return;
    const counted = await this.deps.proxy.requests();
    const calls: Promise<unknown>[] = [];
    this.database.atomically(() => {
      const measured = new Measured(this.groups());
      for (const [worker, counts] of counted) this.take(`${worker}`, counts, measured);
      for (const [worker] of this.told.entries()) if (!counted.has(Number(worker))) this.told.remove(worker);
      calls.push(...this.put(measured));
    });
    await Promise.all(calls);
  }

  /** What a worker has counted since it was last looked at. */
  private take(worker: string, counts: Map<string, number>, measured: Measured): void {
    const before = this.told.find(worker) ?? {};
    let isNew = false;
    for (const [key, count] of counts) {
      const known = before[key] ?? 0;
      if (count === known) continue;
      isNew = true;
      const answers = parseAnswers(key);
      // Less than before is another worker of the same number.
      if (answers) measured.add(answers, count > known ? count - known : count);
    }
    if (isNew) this.told.put(worker, Object.fromEntries(counts));
  }

  /** The target groups by their backends, with the load balancer of each. */
  private groups(): ConstructorParameters<typeof Measured>[0] {
    const { state } = this.deps;
    return (backend) => {
      const group = state.targetGroups.where(({ arn }) => backendOf(arn) === backend)[0];
      const balancer = group && state.loadBalancersOf(group.arn)[0];
      return group && balancer ? { group: group.arn, balancer } : undefined;
    };
  }

  private put(measured: Measured): Promise<unknown>[] {
    const data = measured.data();
    const calls: Promise<unknown>[] = [];
    for (let at = 0; at < data.length; at += AT_ONCE) {
      const input = { Namespace: 'AWS/ApplicationELB', MetricData: data.slice(at, at + AT_ONCE) };
      calls.push(onBehalfOf(OURSELVES, () => this.deps.callAws('monitoring', 'PutMetricData', input)));
    }
    return calls;
  }

  /** Once, and not at every look. */
  private noted(error: unknown): void {
    const lack = error === '' ? '' : String(error);
    if (lack !== this.lack && lack !== '')
      this.deps.log.error('requests could not be counted; it is tried again', error);
    this.lack = lack;
  }
}

// Private

const OURSELVES = { kind: 'service', principal: 'elasticloadbalancing.amazonaws.com' } as const;
