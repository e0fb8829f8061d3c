import type { CloudWatch, FigureQuery, Figures } from '../aws/cloudwatch.ts';
import type { Range } from './range.ts';
import { milliseconds, type Period, periodOf, rates, together } from './request-periods.ts';
import type { RequestSeries } from './request-series.ts';

export interface RequestsOptions {
  cloudWatch: Pick<CloudWatch, 'figures'>;
  /** The ARN of the listener by which requests come in. */
  listener: string;
  /** The ARNs of the target groups that the processes of an app have now. */
  targetGroups(app: string): Promise<string[]>;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/** Milliseconds for which an answer of CloudWatch is good: it tells by the minute, and each question costs a little. */
const FRESH = 20_000;

/** What the router counted of apps' requests. CloudWatch keeps it, and is asked only when somebody looks. */
export class Requests {
  private readonly options: RequestsOptions;
  private readonly clock: () => number;
  private readonly asked = new Map<string, { at: number; figures: Promise<Figures[]> }>();

  constructor(options: RequestsOptions) {
    this.options = options;
    this.clock = options.clock ?? Date.now;
  }

  /** The requests of an app; undefined of one that gets none. Of target groups that it had before, nothing is told. */
  async app(app: string, range: Range): Promise<RequestSeries | undefined> {
    const groups = await this.options.targetGroups(app);
    if (groups.length === 0) return undefined;
    const period = periodOf(range);
    const figures = await this.figures(groups, period);
    const now = this.clock() / 1000;
    const of = (index: number) => groups.map((_, group) => figures[group * ASKED.length + index]!);
    const rate = (index: number) => rates(together(of(index), sum), range, period, now);
    // Percentiles of several groups cannot be put together: the slowest one's are told.
    const time = (index: number) => milliseconds(together(of(index), Math.max), range, period);
    const status = { '2xx': rate(4), '3xx': rate(5), '4xx': rate(6), '5xx': rate(7) };
    return { count: rate(0), p50: time(1), p95: time(2), p99: time(3), status };
  }

  // Private

  /** All that is asked of each group, one group after the other. Who asks the same a moment later gets the same. */
  private figures(groups: readonly string[], period: Period): Promise<Figures[]> {
    this.forget();
    const key = [...groups, period.from, period.to, period.seconds].join(' ');
    const known = this.asked.get(key);
    if (known) return known.figures;
    const queries = groups.flatMap((group) => this.queries(group, period));
    const figures = this.options.cloudWatch.figures(queries, period.from, period.to);
    this.asked.set(key, { at: this.clock(), figures });
    figures.catch(() => this.asked.delete(key));
    return figures;
  }

  private forget(): void {
    for (const [key, { at }] of this.asked) if (at + FRESH <= this.clock()) this.asked.delete(key);
  }

  private queries(group: string, { seconds }: Period): FigureQuery[] {
    const dimensions = { TargetGroup: lastOf(group), LoadBalancer: balancerOf(this.options.listener) };
    return ASKED.map(([metric, statistic]) => ({
      namespace: 'AWS/ApplicationELB',
      metric,
      dimensions,
      statistic,
      period: seconds,
    }));
  }
}

// Private

const ASKED = [
  ['RequestCount', 'Sum'],
  ['TargetResponseTime', 'p50'],
  ['TargetResponseTime', 'p95'],
  ['TargetResponseTime', 'p99'],
  ...[2, 3, 4, 5].map((kind) => [`HTTPCode_Target_${kind}XX_Count`, 'Sum']),
] as [metric: string, statistic: string][];

const sum = (one: number, other: number) => one + other;

/** `targetgroup/name/id` */
function lastOf(targetGroup: string): string {
  return targetGroup.slice(targetGroup.lastIndexOf(':') + 1);
}

/** `app/name/id` of a listener's `…:listener/app/name/id/id`. */
function balancerOf(listener: string): string {
  return listener.replace(/^.*:listener\//, '').replace(/\/[^/]+$/, '');
}
