import type { Answers } from './haproxy/request-table.ts';

/** Different values of a metric in a call at most. */
const MOST_VALUES = 150;

/** A target group and its load balancer, by their ARNs. */
export interface Whose {
  group: string;
  balancer: string;
}

/** Answers of targets as the metrics that Application Load Balancers have of them: by load balancer, and by target group too. */
export class Measured {
  private readonly whose: (backend: string) => Whose | undefined;
  private readonly found = new Map<string, Whose | undefined>();
  private readonly minutes = new Map<string, Minute>();

  constructor(whose: (backend: string) => Whose | undefined) {
    this.whose = whose;
  }

  /** Adds so many answers of a kind. Those of a target group that is gone belong to nobody. */
  add({ backend, minute, statusClass, seconds }: Answers, count: number): void {
    if (!this.found.has(backend)) this.found.set(backend, this.whose(backend));
    const whose = this.found.get(backend);
    if (!whose) return;
    const balancer = { Name: 'LoadBalancer', Value: afterOf(whose.balancer, 'loadbalancer/') };
    const group = { Name: 'TargetGroup', Value: afterOf(whose.group, ':') };
    for (const dimensions of [[balancer], [group, balancer]]) {
      const own = this.minuteOf(minute, dimensions);
      own.classes.set(statusClass, (own.classes.get(statusClass) ?? 0) + count);
      own.times.set(seconds, (own.times.get(seconds) ?? 0) + count);
    }
  }

  /** As members of `MetricData`. */
  data(): object[] {
    return [...this.minutes.values()].flatMap(({ at, dimensions, classes, times }) => {
      const common = { Dimensions: dimensions, Timestamp: new Date(at) };
      const all = [...classes.values()].reduce((sum, count) => sum + count, 0);
      return [
        { ...common, MetricName: 'RequestCount', StatisticValues: ones(all) },
        // AWS has metrics of these classes only.
        ...[...classes]
          .filter(([kind]) => kind >= 2 && kind <= 5)
          .map(([kind, n]) => ({
            ...common,
            MetricName: `HTTPCode_Target_${kind}XX_Count`,
            StatisticValues: ones(n),
          })),
        ...parts([...times]).map((part) => ({
          ...common,
          MetricName: 'TargetResponseTime',
          Values: part.map(([value]) => value),
          Counts: part.map(([, count]) => count),
        })),
      ];
    });
  }

  // Private

  private minuteOf(at: number, dimensions: Minute['dimensions']): Minute {
    const key = `${at} ${dimensions.map(({ Value }) => Value).join(' ')}`;
    const minute = this.minutes.get(key) ?? { at, dimensions, classes: new Map(), times: new Map() };
    this.minutes.set(key, minute);
    return minute;
  }
}

// Private

interface Minute {
  at: number;
  dimensions: { Name: string; Value: string }[];
  /** How many there were of each class of status, and of each time in seconds. */
  classes: Map<number, number>;
  times: Map<number, number>;
}

/** A count as AWS has it: as many ones. */
const ones = (count: number) => ({ SampleCount: count, Sum: count, Minimum: 1, Maximum: 1 });

function afterOf(arn: string, mark: string): string {
  return arn.slice(arn.lastIndexOf(mark) + mark.length);
}

function parts<T>(all: T[]): T[][] {
  const count = Math.ceil(all.length / MOST_VALUES);
  return Array.from({ length: count }, (_, index) => all.slice(index * MOST_VALUES, (index + 1) * MOST_VALUES));
}
