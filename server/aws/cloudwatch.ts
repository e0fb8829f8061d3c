import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';

/** Queries in a call at most. */
const AT_ONCE = 500;

/** A figure that is asked for, in steps of whole minutes. */
export interface FigureQuery {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `p95`… */
  statistic: string;
  /** Seconds. */
  period: number;
}

/** Figures by the seconds since 1970 at which their period begins; none where nothing was measured. */
export type Figures = ReadonlyMap<number, number>;

/** The figures that AWS keeps of what it runs. Every query costs a little. */
export class CloudWatch {
  private readonly client: CloudWatchClient;

  constructor(client: CloudWatchClient) {
    this.client = client;
  }

  /** The figures of each query between two times, in seconds since 1970. */
  async figures(queries: readonly FigureQuery[], from: number, to: number): Promise<Figures[]> {
    const parts: Promise<Figures[]>[] = [];
    for (let at = 0; at < queries.length; at += AT_ONCE)
      parts.push(this.part(queries.slice(at, at + AT_ONCE), from, to));
    return (await Promise.all(parts)).flat();
  }

  // Private

  private async part(queries: readonly FigureQuery[], from: number, to: number): Promise<Figures[]> {
    const found = queries.map(() => new Map<number, number>());
    const input = {
      MetricDataQueries: queries.map(queryOf),
      StartTime: new Date(from * 1000),
      EndTime: new Date(to * 1000),
    };
    for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: this.client }, input)) {
      for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
        const figures = found[Number(Id.slice(1))];
        for (const [index, time] of Timestamps.entries()) figures?.set(time.getTime() / 1000, Values[index]!);
      }
    }
    return found;
  }
}

// Private

function queryOf({ namespace, metric, dimensions, statistic, period }: FigureQuery, index: number) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions };
  return { Id: `q${index}`, MetricStat: { Metric, Period: period, Stat: statistic } };
}
